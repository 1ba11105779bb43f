/*
 * Making workers: the pipes, the one fork of the server, and what of it the
 * parent keeps. Where the system can (Linux), a child is made that shares the
 * parent's descriptors for a moment and then keeps but its own few, which costs
 * the same however many there are; elsewhere it is a plain fork(2). Called by
 * admit.c and loop.c.
 */
#ifndef SERVER_ACCEPT_SPAWN_H
#define SERVER_ACCEPT_SPAWN_H

#include <stdbool.h>
#include <stdint.h>

#include "fork/given.h"
#include "router/model/clients.h"

/* Where children are to write their titles. */
void spawn_titles(struct title_room room);

/*
 * The doorbell, and the descriptors that children get; false with errno. A
 * program that takes over has them from the state (base/state/state.h), to
 * which they go while spawn_is_quiet.
 */
bool spawn_init(void);

/*
 * Raises our priority so far above the usual one, and leaves that of children
 * as it was: we are not to be preempted by the workers that we wake, or we wake
 * them for a line where it could have been for many. Only root may ask for it;
 * others go on without.
 */
void spawn_hurry(size_t nice);

/*
 * Makes the worker of a client, in its slot, for a connection of a listener
 * that is local or not. The caller keeps its own copy of the socket.
 * False with errno.
 */
bool spawn_worker(uint32_t client, int socket, bool local);

/*
 * Makes a child that is no client's, in a slot of its own, which is returned:
 * SLOT_NONE with errno. What is given is its kind, a socket, which stays the
 * caller's, the scoreboard and a text for the title.
 */
uint32_t spawn_helper(struct given *given);

/*
 * True while as many children share our descriptors as may do that: no other
 * can be made until spawn_turn has found that one of them has its own.
 */
bool spawn_busy(void);
void spawn_turn(void);

/* From now on, or no longer, no other can be made whatever there is. */
void spawn_hold(bool held);

/* Does no child share our descriptors? */
bool spawn_is_quiet(void);

/* The slot's process has died, maybe before it had its own descriptors. */
void spawn_reaped(uint32_t slot);

#endif
