/*
 * forkcastctl's commands. Each is a function that gets its arguments, its own
 * name first, and returns the exit status.
 */
#ifndef CLIENT_CTL_CTL_H
#define CLIENT_CTL_CTL_H

#include "ctl/server.h"
#include "shared/usage.h"

/* The exit status if the server refused the order. */
#define CTL_REFUSED 1

/* The exit status of a monitoring plugin that could not find out. */
#define CTL_UNKNOWN 3

struct command {
	const char *name;
	int (*run)(const struct choice *choice, int argc, char **argv);
	int least, most; /* arguments */
	bool text; /* its last arguments are free text */
	struct usage usage;
};

/* The options before the command. */
extern const struct usage ctl_options;

/* Return the command of that name, and the name of a similar one; or null. */
const struct command *ctl_command(const char *name);
const char *ctl_near(const char *name);

/* Prints how the command is used, and ends the program. */
_Noreturn void ctl_usage(const char *command);

/* Ends the program with the usage if there are arguments left. */
void ctl_no_more(int argc, char **argv);

int cmd_status(const struct choice *choice, int argc, char **argv);
int cmd_clients(const struct choice *choice, int argc, char **argv);
int cmd_top(const struct choice *choice, int argc, char **argv);
int cmd_check(const struct choice *choice, int argc, char **argv);
int cmd_metrics(const struct choice *choice, int argc, char **argv);

/* Those that the server itself carries out or answers: orders.c. */
int cmd_order(const struct choice *choice, int argc, char **argv);
int cmd_groups(const struct choice *choice, int argc, char **argv);
int cmd_limits(const struct choice *choice, int argc, char **argv);
int cmd_boxes(const struct choice *choice, int argc, char **argv);
int cmd_history(const struct choice *choice, int argc, char **argv);
int cmd_accounts(const struct choice *choice, int argc, char **argv);
int cmd_upgrade(const struct choice *choice, int argc, char **argv);

#endif
