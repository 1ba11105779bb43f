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
#include <sys/stat.h>

#include "base/config.h"
#include "base/limits.h"
#include "base/state.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/error.h"

struct listener {
	char wanted[ADDR_TEXT]; /* as configured, without the mark */
	char text[ADDR_TEXT]; /* as it became: with the real port */
	struct addr addr;
	int fd;
	int lock; /* of a UNIX socket, which is held; -1: none */
	bool bound; /* a UNIX socket's file is ours */
	struct stat file; /* if so: it */
	bool inherited;
	bool local; /* only this machine can reach it */
	bool proxy; /* who comes there says first for whom */
	bool secure; /* nobody on the way can read along */
	bool closed; /* only its owner may connect */
	bool logged; /* the log says what it is */
};

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
 * Opens the path of a UNIX socket that only its owner may connect to, with a
 * lock, as those above; false with *why. It is not one of them.
 */
bool listen_alone(
    struct listener *listener, const char *path, struct error *why);
void listen_close_one(struct listener *listener);

size_t listen_count(void);
const struct listener *listen_get(size_t number);

/*
 * What of it goes to the next program (base/state.h), and back; listen_take,
 * there, has the addresses from the sockets: false with errno. Then the same of
 * one that listen_alone has opened, where a line of another key is left out.
 */
void listen_save(struct state *state);
void listen_load(struct state *state);
bool listen_take(void);
void listen_save_one(struct state *state, const struct listener *listener);
void listen_load_line(struct state *state, struct listener *listener);
bool listen_take_one(struct listener *listener);

#endif
