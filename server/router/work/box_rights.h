/*
 * Rights of clients to boxes, by the rights in the group, the role that may
 * take from the box, and the quotas.
 */
#ifndef SERVER_ROUTER_WORK_BOX_RIGHTS_H
#define SERVER_ROUTER_WORK_BOX_RIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "shared/codes.h"
#include "shared/str.h"

/*
 * Returns CODE_OK if the member may take from the box at present. Otherwise
 * returns CODE_BANNED, or CODE_NOT_ALLOWED if it lacks the box's role. Muted
 * members may take, since taking says nothing.
 */
enum code box_rights_take(uint32_t box, uint32_t who);

/* Works like box_rights_take for a box that may have to be made first. */
enum code box_rights_begin_take(uint32_t box, uint32_t who);

/*
 * Returns CODE_OK if the client may post an item of that size (boxes_size).
 * Otherwise returns CODE_SLOW_DOWN if there is no room at present,
 * CODE_TOO_LONG if there never will be, or another code.
 */
enum code box_rights_post(uint32_t box, uint32_t who, size_t size);

/* Returns the longest text that a client of that name can ever post; 0: none.
 */
size_t box_rights_longest(struct str name);

#endif
