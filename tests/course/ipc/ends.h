/*
 * Code that a pipe, a FIFO and a socketpair share: each side reads from one
 * descriptor and writes to another, and the end of input means that the other
 * side is gone.
 */
#ifndef TESTS_IPC_ENDS_H
#define TESTS_IPC_ENDS_H

#include "mechanism.h"

struct ends {
	size_t size; /* of a message */
	int in[SIDES]; /* blocking; -1: not open */
	int out[SIDES];
	enum side side; /* the one that is kept */
};

/* With nothing open yet; null with errno if there is no memory. */
struct ends *ends_new(size_t size);

/* The functions of struct mechanism, each for the member of its name. */
void ends_keep(void *channel, enum side side);
bool ends_send(void *channel, struct message *message);
enum outcome ends_receive(void *channel, struct message *message);
void ends_close(void *channel);

#endif
