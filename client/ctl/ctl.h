/*
 * Common parts of forkcastctl's commands: the choice of the server, its view,
 * and the exit. A command is a function that gets its arguments, its own name
 * first, and returns the exit status.
 */
#ifndef CLIENT_CTL_CTL_H
#define CLIENT_CTL_CTL_H

#include <stdbool.h>

#include "ctl/view.h"

/* The exit status if the server refused the order. */
#define CTL_REFUSED 1

/* The exit status of a monitoring plugin that could not find out. */
#define CTL_UNKNOWN 3

/* The choice of the server, by the options before the command. */
struct choice {
	uint64_t pid; /* 0: any */
	const char *address; /* null: any */
	const char *control; /* path of its control socket; null: any */
	const uid_t *owner; /* owner of the scoreboard; null: any */
	usec time; /* how long to wait for an answer */
	/* where scoreboards are; null: the system's directory */
	const char *directory;
};

/* Returns whether the board may belong to the chosen server. */
bool ctl_is_meant(const struct choice *choice, const struct board *board);

/* Reads the boards of trusted users and of a chosen owner; free the result. */
void ctl_boards(const struct choice *choice, struct boards *boards);

/*
 * Returns whether the server has the chosen address, which is known only after
 * its scoreboard was read. Use it together with ctl_is_meant.
 */
bool ctl_is_address(
    const struct choice *choice, const struct score_pulse *pulse);

/* The message if there is no server. */
#define CTL_NONE "no such server; is forkcastd running, with \"board yes\"?"

/* Reports why a server's board cannot be used. */
void ctl_complain(const struct board *board, const char *wrong);

/*
 * Opens the chosen server: the only living one or, if none lives, the one that
 * died last. Ends the program if there is none, or more than one.
 */
void ctl_choose(const struct choice *choice, struct view *view);

/*
 * Opens the chosen server as ctl_choose does, but instead of ending the program
 * writes an error to why and returns its kind.
 */
#define CTL_WHY 512
enum found { FOUND, FOUND_NONE, FOUND_MANY, FOUND_BAD };
enum found ctl_find(
    const struct choice *choice, struct view *view, char why[CTL_WHY]);

/*
 * Find a living server to send a command to. It may be known only by its
 * control socket; then view->fd is -1. ctl_choose_to_ask ends the program if
 * there is none, or more than one.
 */
enum found ctl_find_to_ask(
    const struct choice *choice, struct view *view, char why[CTL_WHY]);
void ctl_choose_to_ask(const struct choice *choice, struct view *view);

/*
 * Finds the server for check. If a control socket was named, its server's
 * scoreboard is used if there is one; FOUND_BAD if that is unreadable.
 */
enum found ctl_find_to_check(
    const struct choice *choice, struct view *view, char why[CTL_WHY]);

/* Prints how the command is used, and ends the program. */
_Noreturn void ctl_usage(const char *usage);

/* Ends the program with the usage if there are arguments other than options. */
void ctl_no_more(int argc, const char *usage);

int cmd_status(const struct choice *choice, int argc, char **argv);
int cmd_clients(const struct choice *choice, int argc, char **argv);
int cmd_top(const struct choice *choice, int argc, char **argv);
int cmd_check(const struct choice *choice, int argc, char **argv);

/*
 * Reports for check that nothing listens at the named path, with errno. Returns
 * the exit status.
 */
int check_no_socket(const char *path);

int cmd_limits(const struct choice *choice, int argc, char **argv);
int cmd_history(const struct choice *choice, int argc, char **argv);
int cmd_metrics(const struct choice *choice, int argc, char **argv);
int cmd_accounts(const struct choice *choice, int argc, char **argv);
int cmd_upgrade(const struct choice *choice, int argc, char **argv);
int cmd_list_boxes(const struct choice *choice, int argc, char **argv);
int cmd_order(const struct choice *choice, int argc, char **argv);

/*
 * Works like cmd_order for the words, but gives the data of the answer to show,
 * line by line, instead of printing it.
 */
int order_run(const struct choice *choice, int argc, char **argv,
    void (*show)(struct str line));

#endif
