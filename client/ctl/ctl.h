/*
 * forkcastctl's commands. Each is a function that gets the choice of the server
 * and what is typed behind its name, and returns the exit status.
 */
#ifndef CLIENT_CTL_CTL_H
#define CLIENT_CTL_CTL_H

#include <stdbool.h>

#include "ctl/server.h"

/* The exit status if the server refused the order. */
#define CTL_REFUSED 1

/* What a command returns whose words do not fit: its usage is printed. */
#define CTL_MISUSED (-1)

/* The exit status of a monitoring plugin that could not find out. */
#define CTL_UNKNOWN 3

struct operation;

/* What is typed behind a command's name. */
struct given {
	const struct operation *command;
	bool wrong; /* it does not fit; only check is called then */
	const char *option['z' + 1]; /* its value, or ""; null: not given */
	char **words; /* the others, ended by null */
	int count;
};

struct operation {
	const char *name;
	int (*run)(const struct choice *choice, const struct given *given);
	const char *letters; /* of its options, as getopt takes them */
	int least, most; /* words */
	const char *usage; /* what follows the name in the synopsis */
	const char *help; /* printed after the synopsis */
};

int cmd_status(const struct choice *choice, const struct given *given);
int cmd_clients(const struct choice *choice, const struct given *given);
int cmd_check(const struct choice *choice, const struct given *given);
int cmd_metrics(const struct choice *choice, const struct given *given);

/* Those that are orders, or list what a server answers: orders.c. */
int cmd_order(const struct choice *choice, const struct given *given);
int cmd_groups(const struct choice *choice, const struct given *given);
int cmd_limits(const struct choice *choice, const struct given *given);
int cmd_boxes(const struct choice *choice, const struct given *given);
int cmd_history(const struct choice *choice, const struct given *given);
int cmd_accounts(const struct choice *choice, const struct given *given);
int cmd_upgrade(const struct choice *choice, const struct given *given);

#endif
