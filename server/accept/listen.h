/*
 * The listening sockets: TCP over IPv4 and IPv6, and UNIX sockets, whose stale
 * files are taken over under a lock. Some may be inherited (inherit.h): those
 * are never closed before the end, and their files are never removed.
 */
#ifndef SERVER_ACCEPT_LISTEN_H
#define SERVER_ACCEPT_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "accept/listener.h"
#include "base/config/config.h"
#include "base/config/listen_options.h"
#include "base/mem/limits.h"
#include "base/state/state.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/error.h"

/*
 * Takes over the inherited sockets. To be called before any other socket is
 * opened.
 */
bool listen_inherit(struct error *why);

/*
 * Opens the addresses that are not open yet, closes those that are no longer in
 * the list, and marks those for proxies. If one cannot be opened, changes
 * nothing and returns false with *why. An inherited socket counts as its
 * address in the list; if there are any, the default address is not opened.
 */
bool listen_to(const struct config_list *wanted, struct error *why);

/*
 * Sets, for connections from now on, how long a peer may be silent, or take
 * nothing that is sent to it, before the connection is given up; at least 30 s
 * (tcp.h).
 */
void listen_set_patience(usec patience);

/* Closes all listeners, and removes the files of UNIX sockets. */
void listen_close(void);

/*
 * Returns whether the addresses could be opened; false with *why. Changes
 * nothing and disturbs nobody. An address that another process uses is
 * accepted, for it may be the running server's.
 */
bool listen_check(const struct config_list *wanted, struct error *why);
bool listen_check_one(const char *address, const struct listen_options *options,
    struct error *why);

/*
 * Opens a UNIX socket at a path, with a lock, as a listener of the caller's
 * that takes no clients. False with *why.
 */
bool listen_open_one(struct listener *listener, const char *path,
    const struct listen_options *options, struct error *why);
void listen_close_one(struct listener *listener);

size_t listen_count(void);
const struct listener *listen_get(size_t number);

/*
 * Save, load and adopt listeners in an upgrade. listen_adopt reads the
 * addresses of the loaded listeners from their sockets, and records their
 * locks; false with errno. listen_adopt_one does so for a listener of
 * listen_open_one, which listen_save_one saves and listen_load_line loads line
 * by line; a line with another key is skipped.
 */
bool listen_adopt(void);
void listen_save_one(struct state *state, const struct listener *listener);
void listen_load_line(struct state *state, struct listener *listener);
bool listen_adopt_one(struct listener *listener);

#endif
