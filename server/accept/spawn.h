/*
 * Creating children: the pipes, the server's only fork, and the ends that the
 * parent keeps. On Linux the child shares the parent's descriptors for a moment
 * and then keeps only its own few, which costs the same however many there are.
 * Elsewhere it is a plain fork(2).
 */
#ifndef SERVER_ACCEPT_SPAWN_H
#define SERVER_ACCEPT_SPAWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config/config.h"
#include "process/fork/child.h"
#include "router/model/clients.h"
#include "shared/error.h"

/* Returns the kind of that KIND_ (grammar.h), or a worker's; never null. */
const struct kind *spawn_kind(unsigned says);

/* Sets the memory in which children write their titles. */
void spawn_titles(struct title_room room);

/*
 * Creates the doorbell and the descriptors that children get; false with errno.
 * A program that takes over gets them from the state instead
 * (base/state/module.h), which is saved only while spawn_is_quiet.
 */
bool spawn_init(void);

/*
 * Raises our priority by nice, and leaves that of children as it was. Otherwise
 * the workers that we wake preempt us, and are woken for one line at a time
 * instead of for many. Only root may do this; without root nothing changes.
 */
void spawn_raise_priority(size_t nice);

/*
 * Creates the worker of a connection, in its slot. local: its listener can
 * be reached only from this machine. The caller keeps its own copy of the
 * socket. False with errno.
 */
bool spawn_worker(conn_id conn, int socket, bool local, bool forwarded);

/*
 * Creates a helper in a slot of its own, and returns the slot; SLOT_NONE with
 * errno. The caller fills in the kind, the socket, which stays the caller's,
 * and a text for the title.
 */
uint32_t spawn_helper(struct child_args *given);

/*
 * Returns whether no child can be created now: spawn_forbid is in force, or
 * CHILD_NEWBORNS children still share our descriptors.
 */
bool spawn_busy(void);

/* Notes which children have their own descriptors now. */
void spawn_turn(void);

/* Forbids creating children from now on, or allows it again. */
void spawn_forbid(bool held);

/* Returns whether no child shares our descriptors. */
bool spawn_is_quiet(void);

/*
 * Handles the death of the slot's process, which may not have had its own
 * descriptors yet.
 */
void spawn_reaped(uint32_t slot);

/*
 * Restrictions that the system can put on a child from its start, whatever the
 * child does later. On Linux they cover privileges, paths, ports, other
 * processes and most system calls; on OpenBSD, all but a few pledges. A system
 * may lack some of these pieces; sandbox/ applies them in the child.
 *
 * Finds out which pieces the system has, and opens the descriptors that
 * children inherit for them. Must be called before the first child. The parent
 * itself is never confined.
 */
void spawn_confine_init(void);

/*
 * Returns whether this system can do what the mode requires; false with *why if
 * a required piece is missing. Changes nothing.
 */
bool spawn_check_confinement(enum sandbox_mode mode, struct error *why);

/*
 * The same when all else is set up, before the first child; it also finds out
 * whether children have memory of their own, and logs what is missing.
 */
bool spawn_confine_look(enum sandbox_mode mode, struct error *why);

#endif
