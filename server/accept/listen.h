/* The listening sockets of the key "listen". */
#ifndef SERVER_ACCEPT_LISTEN_H
#define SERVER_ACCEPT_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/config/config.h"
#include "base/state/module.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/error.h"

struct listener {
	char wanted[ADDR_TEXT]; /* as configured, without its options */
	char text[ADDR_TEXT]; /* the actual address, with the real port */
	struct addr addr;
	int fd;
	int lock; /* the lock that a UNIX socket holds; -1: none */
	bool bound; /* we created the UNIX socket's file */
	struct stat file; /* that file, if bound */
	bool inherited;
	bool named_proxy; /* its supervisor has named it "proxy" */
	bool forwarded; /* a proxy of HTTP connects here */
	bool proxy; /* a proxy connects here and first says for whom */
	bool secure; /* nobody on the way can read its connections */
	bool logged; /* the log has named it */
	size_t mode; /* of a UNIX path when it was opened, and 1 */
	bool options_changed; /* the configuration now has another mode */
	bool claimed; /* the configuration has its address */
	struct listen_options said; /* and says this of it */
};

/*
 * Opens a listener at an address that takes no clients yet, with that mode, as
 * in listen_options; false with *why.
 * listen_close_one removes the file of a UNIX socket, as far as we are allowed
 * to; anything left is taken over at the next start.
 */
bool listen_open_one(struct listener *listener, const char *address,
    size_t mode, struct error *why);
void listen_close_one(struct listener *listener);

/*
 * Returns whether the address could be opened; false with *why. Changes nothing
 * and disturbs nobody. An address that another process uses is accepted, for it
 * may be the running server's.
 */
bool listen_check_one(const char *address, struct error *why);

/* Returns what an upgrade saves of a listener. */
struct fields listen_fields(void);

/*
 * Sockets that were already open when the server was started, as systemd passes
 * them: LISTEN_FDS sockets from descriptor 3 on, for the process LISTEN_PID,
 * named by LISTEN_FDNAMES. They still belong to the supervisor, which keeps
 * them open, and thereby their ports, while the server restarts: they are never
 * closed before the end, and their files are never removed.
 *
 * listen_find checks them; to be called before -d forks, because LISTEN_PID is
 * the original process. False with *why if one of them is not a socket to
 * listen on. listen_inherit takes them over, before any other socket is opened.
 */
bool listen_find(struct error *why);
bool listen_inherit(struct error *why);

/*
 * Opens the addresses that are not open yet, closes those that are no longer in
 * the list, and marks those for proxies. If one cannot be opened, changes
 * nothing and returns false with *why. An inherited socket counts as its
 * address in the list; if there are any, the default address is not opened.
 */
bool listen_to(const struct config_list *wanted, struct error *why);

/*
 * Sets, for connections from now on, how long a TCP peer may be silent, or take
 * nothing that is sent to it, before the connection is given up; at least 30 s.
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

/* Reads the addresses of the loaded listeners; false with errno. */
bool listen_adopt(void);

#endif
