/*
 * The listening sockets: TCP over IPv4 and IPv6, and UNIX sockets, whose
 * stale files are taken over under a lock. Some may be inherited (inherit.h):
 * these are never closed before the end, and their files are never removed.
 * Used by forkcastd.c, reload.c, loop.c and admit.c.
 */
#ifndef SERVER_ACCEPT_LISTEN_H
#define SERVER_ACCEPT_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "accept/listener.h"
#include "base/config/config.h"
#include "base/config/config_marks.h"
#include "base/mem/limits.h"
#include "base/state/state.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/error.h"

/* Takes over what was inherited, before anything else is listened on. */
bool listen_inherit(struct error *why);

/*
 * Opens the addresses that are not open yet, closes those that are not in the
 * list any more, and marks those for proxies; or, where one cannot be opened,
 * changes nothing and returns false with *why. An inherited socket stands for
 * its address in the list; besides such the default address is not opened.
 */
bool listen_to(const struct config_list *wanted, struct error *why);

/*
 * From now on, whoever connects is given up when nothing has come of it, or
 * nothing could be sent to it, for that long, but not before 30 s (tcp.h).
 */
void listen_wait(usec patience);

/* Closes all, and removes the files of UNIX sockets. */
void listen_close(void);

/*
 * Could they be opened? Nothing is changed by that, nobody is disturbed, and
 * what another process has may be a server's that runs with them already.
 */
bool listen_look(const struct config_list *wanted, struct error *why);
bool listen_look_alone(
    const char *address, const struct config_marks *marks, struct error *why);

/*
 * Opens the path of a UNIX socket, with a lock, as those above; false with
 * *why. It is not one of them.
 */
bool listen_alone(struct listener *listener, const char *path,
    const struct config_marks *marks, struct error *why);
void listen_close_one(struct listener *listener);

/* Removes what a server that has died left there; false: it is none's. */
bool listen_clean(const char *path);

size_t listen_count(void);
const struct listener *listen_get(size_t number);

/*
 * In a program that has taken over, gets the addresses from the sockets; false
 * with errno. Then what is saved and loaded of a listener that listen_alone has
 * opened: a line of another key is left out.
 */
bool listen_take(void);
void listen_save_one(struct state *state, const struct listener *listener);
void listen_load_line(struct state *state, struct listener *listener);
bool listen_take_one(struct listener *listener);

#endif
