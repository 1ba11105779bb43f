/*
 * Creating children: the pipes, and the ends that the parent keeps. On Linux
 * the nursery bears the workers (process/fork/nursery.h); elsewhere, and as
 * long as it cannot, each is forked.
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
 * Creates the doorbell; false with errno. A program that takes over gets it
 * from the state instead (base/state/module.h), which is saved only while
 * spawn_is_quiet.
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
 * be reached only from this machine. The socket is no longer the caller's. If
 * the worker cannot be made, slot and connection are released, now or later,
 * and the function gets the socket, the peer and the error number.
 */
typedef void spawn_refused(int socket, const char *peer, int error);
void spawn_worker(conn_id conn, int socket, bool local, bool forwarded,
    spawn_refused *refused);

/*
 * Creates a helper in a slot of its own, and returns the slot; SLOT_NONE with
 * errno. The caller fills in the kind, the socket, which stays the caller's,
 * and a text for the title.
 */
uint32_t spawn_helper(struct child_args *given);

/*
 * Returns whether no child can be created now: spawn_forbid is in force, or
 * NURSERY_BIRTHS workers are not born yet.
 */
bool spawn_busy(void);

/*
 * Notes which workers are born. To be called before what they say is read, and
 * before the slot of a process that has ended is looked up.
 */
void spawn_turn(void);

/* Forbids creating children from now on, or allows it again. */
void spawn_forbid(bool held);

/* Returns whether no worker is still to be born. */
bool spawn_is_quiet(void);

/* Handles the end of a process that has no slot: it may be the nursery. */
void spawn_reaped(pid_t pid, int status);

/*
 * Restrictions that the system can put on a child from its start, whatever the
 * child does later. On Linux they cover privileges, paths, ports, other
 * processes and most system calls; on OpenBSD, all but a few pledges. A system
 * may lack some of these pieces; sandbox/ applies them in the child.
 *
 * The parent itself is never confined.
 *
 * Returns whether this system can do what the mode requires; false with *why if
 * a required piece is missing. If why is null, logs instead what is missing,
 * and returns true.
 */
bool spawn_check_confinement(enum sandbox_mode mode, struct error *why);

#endif
