/*
 * cfnmachine.h - what a template says of a state machine besides its definition: its role, how
 * it logs, traces and is encrypted, its tags.
 */
#ifndef APP_CFNMACHINE_H
#define APP_CFNMACHINE_H

struct template_machine;
struct value;

struct cfn_machine {
    const char *role;     /* its ARN, in the arena of the templates; NULL: none is given */
    struct value *config; /* as machineconf.h has it; owned; NULL: as usual */
    struct value *tags;   /* [{"key", "value"}]; owned */
};

/* Read it. What AWS would not take is left out after a warning. */
void cfn_machine_read(const struct template_machine *m, struct cfn_machine *ret_machine);

void cfn_machine_release(struct cfn_machine *m);

#endif
