/*
 * What the commands of forkcastctl have in common: which server is meant, its
 * view, and how they end. Each command is a function that gets its arguments,
 * its own name first, and returns the exit status.
 */
#ifndef CLIENT_CTL_CTL_H
#define CLIENT_CTL_CTL_H

#include <stdbool.h>

#include "view.h"

#define CTL_SERVERS 256

/* The exit status of an order that the server refused. */
#define CTL_REFUSED 1

/* Which server is meant, by the options in front of the command. */
struct choice {
	uint64_t pid; /* 0: any */
	const char *address; /* null: any */
};

/*
 * Opens the one server that is meant: of those that live, or if none does the
 * one that died last. Ends the program if there is none, or more than one.
 */
void ctl_choose(const struct choice *choice, struct view *view);

/*
 * The same, but what is wrong is written to why and returned; for commands that
 * have an answer for it.
 */
#define CTL_WHY 512
enum found { FOUND, FOUND_NONE, FOUND_MANY, FOUND_BAD };
enum found ctl_find(
    const struct choice *choice, struct view *view, char why[CTL_WHY]);

/* Ends the program with how a command is to be used. */
_Noreturn void ctl_usage(const char *usage);

/* Checks that there are no more arguments than the options. */
void ctl_no_more(int argc, const char *usage);

int cmd_status(const struct choice *choice, int argc, char **argv);
int cmd_clients(const struct choice *choice, int argc, char **argv);
int cmd_top(const struct choice *choice, int argc, char **argv);
int cmd_check(const struct choice *choice, int argc, char **argv);
int cmd_metrics(const struct choice *choice, int argc, char **argv);
int cmd_clean(const struct choice *choice, int argc, char **argv);
int cmd_order(const struct choice *choice, int argc, char **argv);

#endif
