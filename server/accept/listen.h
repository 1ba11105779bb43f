/*
 * The listening sockets of the key "listen", of which some may be inherited
 * (inherit.h): those are never closed before the end, and their files are never
 * removed.
 */
#ifndef SERVER_ACCEPT_LISTEN_H
#define SERVER_ACCEPT_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "accept/listener.h"
#include "base/config/config.h"
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
 * nothing that is sent to it, before the connection is given up (listen_tune).
 */
void listen_set_patience(usec patience);

/* Closes all listeners, and removes the files of UNIX sockets. */
void listen_close(void);

/*
 * Returns whether the addresses could be opened (listen_check_one); false with
 * *why.
 */
bool listen_check(const struct config_list *wanted, struct error *why);

size_t listen_count(void);
const struct listener *listen_get(size_t number);

/* Adopts the loaded listeners (listen_adopt_one); false with errno. */
bool listen_adopt(void);

#endif
