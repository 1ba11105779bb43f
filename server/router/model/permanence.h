/*
 * Which boxes and tables stay without members: those that the configuration
 * names, and those of registered groups. Data only. permanent_groups.c sets
 * what the configuration names, and these groups are kept then, too
 * (groups_keep); a registered group is kept as long as it has something that
 * stays.
 */
#ifndef SERVER_ROUTER_MODEL_PERMANENCE_H
#define SERVER_ROUTER_MODEL_PERMANENCE_H

#include <stdbool.h>
#include <stdint.h>

/* The parts of a group that can stay (a bit mask). */
enum { PERMANENT_BOX = 1 << 0, PERMANENT_TABLE = 1 << 1 };

/*
 * Return whether that part of the group stays because the configuration names
 * it, or for whatever reason.
 */
bool permanence_has(uint32_t group, unsigned part);
bool permanence_stays(uint32_t group, unsigned part);

/* Adds a part that stays, or forgets all parts of all groups. */
void permanence_add(uint32_t group, unsigned part);
void permanence_clear(void);

#endif
