/*
 * mapping.h - mapped routes of API Gateway's REST and HTTP APIs: what a server of templates
 * hands to its front (front/mapped.h).
 */
#ifndef MAPPING_MAPPING_H
#define MAPPING_MAPPING_H

#include "runtime/mapping/scene.h"

struct front_mapping;

extern const struct front_mapping mapping_front;

/* Who evaluates JSONPath for templates. To be called before routes are opened. */
void mapping_find_by(scene_finder *find);

#endif
