/*
 * What the commands of forkcastctl have in common: which server is meant, its
 * view, and how they end. Each command is a function that gets its arguments,
 * its own name first, and returns the exit status.
 */
#ifndef CLIENT_CTL_CTL_H
#define CLIENT_CTL_CTL_H

#include <stdbool.h>

#include "ctl/view.h"

/* The exit status of an order that the server refused. */
#define CTL_REFUSED 1

/* What a plugin of monitoring ends with if it cannot say what it found. */
#define CTL_UNKNOWN 3

/* Which server is meant, by the options in front of the command. */
struct choice {
	uint64_t pid; /* 0: any */
	const char *address; /* null: any */
	const char *control; /* path of its control socket; null: any */
	const uid_t *owner; /* of its scoreboard; null: any */
	usec time; /* for which an answer is waited for */
	const char *directory; /* of scoreboards; null: the system's */
};

/*
 * May the board be of a server that is meant? With a process ID it may be
 * anybody's, otherwise it has to be one that is trusted.
 */
bool ctl_is_meant(const struct choice *choice, const struct board *board);

/* Scoreboards of one user who is not trusted that are told of. */
#define CTL_OTHERS 8

/*
 * Reads those that there are; to be freed. Where a process ID is asked for they
 * are all its, without those of other users that are certainly not the truth:
 * where somebody who is trusted has a good one, and where its process holds
 * one, the others are lies. Of each user so many are left.
 */
void ctl_boards(const struct choice *choice, struct boards *boards);

/* Is that its address? The other half of the question, once it was read. */
bool ctl_is_address(
    const struct choice *choice, const struct score_pulse *pulse);

/* What is said where there is none. */
#define CTL_NONE "no such server; is forkcastd running, with \"board yes\"?"

/* Says that the board of that server cannot be used, for that reason. */
void ctl_complain(const struct board *board, const char *wrong);

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

/*
 * The same of a living server that something is to be said to, which may be
 * known by its control socket alone: then view.fd is -1.
 */
enum found ctl_find_to_ask(
    const struct choice *choice, struct view *view, char why[CTL_WHY]);
void ctl_choose_to_ask(const struct choice *choice, struct view *view);

/*
 * The same for check: one whose control socket is named is judged by its
 * scoreboard, if it has one, and FOUND_BAD if that cannot be read.
 */
enum found ctl_find_to_check(
    const struct choice *choice, struct view *view, char why[CTL_WHY]);

/* Ends the program with how a command is to be used. */
_Noreturn void ctl_usage(const char *usage);

/* Checks that there are no more arguments than the options. */
void ctl_no_more(int argc, const char *usage);

int cmd_status(const struct choice *choice, int argc, char **argv);
int cmd_clients(const struct choice *choice, int argc, char **argv);
int cmd_top(const struct choice *choice, int argc, char **argv);
int cmd_check(const struct choice *choice, int argc, char **argv);

/* What check says where the control socket that is named is none; errno. */
int check_no_socket(const char *path);

int cmd_metrics(const struct choice *choice, int argc, char **argv);
int cmd_clean(const struct choice *choice, int argc, char **argv);
int cmd_accounts(const struct choice *choice, int argc, char **argv);
int cmd_upgrade(const struct choice *choice, int argc, char **argv);
int cmd_order(const struct choice *choice, int argc, char **argv);

#endif
