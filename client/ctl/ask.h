/* Sends commands to a server over its control socket. */
#ifndef CLIENT_CTL_ASK_H
#define CLIENT_CTL_ASK_H

#include "ctl/server.h"

struct question {
	const char *line; /* without LF */
	usec time; /* how long to wait for each line of the answer */
	bool at_once; /* time is for the whole answer instead */
	/* called for every line, including the last */
	void (*take)(struct str line);
};

/*
 * Sends the command and waits for the answer. False with why if the answer is
 * late or invalid; the connection is then closed, so that a hanging server does
 * not carry out the command later. errno is EACCES if we may not connect.
 */
bool ask(const struct server *server, const struct question *question,
    char why[SERVER_WHY]);

/*
 * Learns the process that listens at a control socket, as far as the system
 * tells; it must be its owner's. False with errno.
 */
bool ask_who(struct server *server);

#endif
