/*
 * The servers of this machine, which are found by their control sockets, and
 * asked there. Nothing that one says is trusted: its user can forge it.
 */
#ifndef CLIENT_CTL_SERVER_H
#define CLIENT_CTL_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/str.h"

/* The choice of the server, by the options before the command. */
struct choice {
	uint64_t pid; /* 0: any */
	const char *address; /* the first that it listens on; null: any */
	const char *control; /* path of its control socket; null: any */
	usec time; /* how long to wait for an answer */
};

struct server {
	uint64_t pid; /* 0: not known */
	uid_t owner;
	char control[ADDR_TEXT]; /* path of the control socket */
	char said[8192]; /* its figures, a line "KEY VALUE" each */
	size_t len; /* of that; 0: it knows of none */
};

/* Room for a sentence that says what is wrong. */
#define SERVER_WHY 2048

/*
 * Finds the living server that is meant, and asks it for its figures: that of
 * the control socket, or one in the default directory of the system or of our
 * user. Otherwise writes to why and returns the exit status: EX_DATAERR if it
 * knows of no figures; EX_NOPERM if we may not ask, or not believe what is
 * there; EX_USAGE if there are several; else EX_UNAVAILABLE, also if it does
 * not reply. server_choose ends the program instead, for lack of figures only
 * if they are needed.
 */
int server_find(
    const struct choice *choice, struct server *server, char why[SERVER_WHY]);
void server_choose(
    const struct choice *choice, struct server *server, bool needs_figures);

/*
 * Return a figure (server/operator/figures.h); "" or 0 if it has not said that.
 */
struct str server_text(const struct server *server, const char *key);
uint64_t server_number(const struct server *server, const char *key);

/*
 * Finds the next figure whose key begins so, and the rest of the key, from *at
 * on, which is null at first; false if there are no more.
 */
bool server_next(const struct server *server, const char **at,
    const char *start, struct str *rest, uint64_t *number);

/*
 * Returns the state of a process as in ps(1), 'T' also for one that a debugger
 * has stopped; '?' if it cannot be known, or is no child of the parent. Any
 * parent is 0.
 */
char server_process(uint64_t pid, uint64_t parent);

/* A command to a server. */
struct request {
	const char *line; /* without LF */
	usec time; /* how long to wait for each line of the answer */
	bool at_once; /* time is for the whole answer instead */
	/* called for every line, including the last */
	void (*take)(struct str line);
	/*
	 * called at first; null: it is an order. A question is asked again if
	 * an upgrade ends the connection.
	 */
	void (*begin)(void);
};

/*
 * Sends the command and waits for the answer. False with why if the answer is
 * late or invalid; the connection is then closed, so that a hanging server does
 * not carry out the command later. errno is EACCES if we may not connect.
 */
bool ask(struct server *server, const struct request *question,
    char why[SERVER_WHY]);

#endif
