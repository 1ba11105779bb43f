/*
 * Which boxes and tables stay without members: those that the configuration
 * names. Data only. permanent_groups.c sets it, and the groups themselves are
 * kept then, too (groups_keep).
 */
#ifndef SERVER_ROUTER_MODEL_PERMANENCE_H
#define SERVER_ROUTER_MODEL_PERMANENCE_H

#include <stdbool.h>
#include <stdint.h>

/* The parts of a group that can stay (a bit mask). */
enum { PERMANENT_BOX = 1 << 0, PERMANENT_TABLE = 1 << 1 };

/* Returns whether that part of the group stays. */
bool permanence_has(uint32_t group, unsigned part);

/* Returns the first group from this number on of which any stays, or
 * GROUP_NONE.
 */
uint32_t permanence_next(uint32_t group);

/* Adds a part that stays, or forgets all parts of all groups. */
void permanence_add(uint32_t group, unsigned part);
void permanence_clear(void);

#endif
