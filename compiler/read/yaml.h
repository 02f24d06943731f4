/*
 * yaml.h - a text of YAML to a document, as libyaml reads it.
 *
 * Words without quotes are what the core schema of YAML 1.2 says (plain.h). Where YAML 1.1,
 * which CloudFormation reads, says otherwise, a warning tells. Aliases become copies of what
 * they name; merge keys are refused.
 */
#ifndef READ_YAML_H
#define READ_YAML_H

struct arena;
struct diag;
struct doc_node;
struct source;

/* Values that aliases stand for: so many are about the MiB that AWS takes, and are read quickly
 * at each edit. */
#define YAML_COPIES_MAX 100000

/* The document, or NULL after a message. The text is UTF-8 without a NUL. There may be messages
 * and a document, as with json_parse(). */
struct doc_node *yaml_parse(struct arena *a, struct diag *d, const struct source *s);

/* The same for a template of CloudFormation, in which `!Sub x` is written for the object
 * {"Fn::Sub": "x"}, and `!Ref x` for {"Ref": "x"}. */
struct doc_node *yaml_parse_template(struct arena *a, struct diag *d, const struct source *s);

#endif
