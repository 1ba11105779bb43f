/*
 * The modes of a group as clients see them: with MODE_RECORDED in place of its
 * exception.
 */
#ifndef SERVER_ROUTER_MODEL_SHOWN_MODES_H
#define SERVER_ROUTER_MODEL_SHOWN_MODES_H

#include <stdbool.h>
#include <stdint.h>

unsigned shown_modes_of(uint32_t group);

/* Returns whether the group has a history, and its operators want it. */
bool shown_modes_recorded(uint32_t group);

#endif
