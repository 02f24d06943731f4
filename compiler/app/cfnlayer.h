/*
 * cfnlayer.h - the layers of a function, whose folders stand where a function looks for
 * modules, as below /opt on AWS.
 */
#ifndef APP_CFNLAYER_H
#define APP_CFNLAYER_H

struct cfn_code;
struct doc_node;
struct template;
struct value;

/* Add PYTHONPATH and NODE_PATH to the variables of a function, for its list of layers. `code`
 * says where those go that are zip files. One that is not on this machine is warned of. */
void cfn_layers(struct template *t, const struct doc_node *list, const struct cfn_code *code,
                struct value **variables);

#endif
