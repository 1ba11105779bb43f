/*
 * The servers of this machine. One is found by the scoreboard beside its
 * control socket (shared/score.h), which it keeps locked as long as it lives.
 * Nothing that a scoreboard or a server says is trusted: its user can forge
 * both.
 */
#ifndef CLIENT_CTL_SERVER_H
#define CLIENT_CTL_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/score.h"

/* The choice of the server, by the options before the command. */
struct choice {
	uint64_t pid; /* 0: any */
	const char *address; /* the first that it listens on; null: any */
	const char *control; /* path of its control socket; null: any */
	usec time; /* how long to wait for an answer */
};

struct server {
	const struct score_board *board; /* mapped; null: there is none */
	size_t size; /* of that, in bytes */
	int fd; /* -1: none */
	uint64_t pid; /* 0: not known */
	uid_t owner;
	usec started; /* clock_wall */
	char control[ADDR_TEXT]; /* path of the control socket */
};

/* Room for a sentence that says what is wrong. */
#define SERVER_WHY 2048

/*
 * Opens the living server that is meant: that of the control socket, which may
 * have no scoreboard, or one in the default directory of the system or of our
 * user. Otherwise writes to why and returns the exit status: EX_DATAERR if its
 * scoreboard cannot be read; EX_USAGE if there are several; else
 * EX_UNAVAILABLE. server_choose ends the program instead, also if a scoreboard
 * is needed and there is none; if it is not, it need not be readable.
 */
int server_find(
    const struct choice *choice, struct server *server, char why[SERVER_WHY]);
void server_choose(
    const struct choice *choice, struct server *server, bool needs_board);
void server_close(struct server *server);

/* Returns whether it still lives. Checks anew each time. */
bool server_is_alive(const struct server *server);

/*
 * Returns the state of a process as in ps(1), 'T' also for one that a debugger
 * has stopped; '?' if it cannot be known, or is no child of the parent. Any
 * parent is 0.
 */
char server_process(uint64_t pid, uint64_t parent);

/*
 * Returns a word for the server's state: "running", "draining", "stopping", or
 * "stopped" by a signal.
 */
const char *server_state(
    const struct server *server, const struct score_pulse *pulse);

/* Copies the server's record. */
void server_pulse(const struct server *server, struct score_pulse *pulse);

/* Returns the number of rows, used or not. */
size_t server_rows(const struct server *server);

/* Copies a row. False if it is unused. */
bool server_row(
    const struct server *server, size_t number, struct score_row *row);

/* A command to a server. */
struct request {
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
bool ask(const struct server *server, const struct request *question,
    char why[SERVER_WHY]);

#endif
