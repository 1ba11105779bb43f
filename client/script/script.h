/*
 * The common part of all commands for scripts: options, the connection, the
 * name, joining groups, waiting with a deadline, reconnecting, and closing. The
 * files cmd_*.c decide what to send, and look at the server's lines.
 */
#ifndef CLIENT_SCRIPT_SCRIPT_H
#define CLIENT_SCRIPT_SCRIPT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "script/script_data.h"

/* The options that all commands have, and their help. */
#define SCRIPT_OPTIONS "C:hn:s:t:V"
#define SCRIPT_HELP                                                              \
	"  -h, --help     Print this help and exit.\n"                           \
	"  -n NAME        Use exactly this name; default: made from the login\n" \
	"                 name and the process ID.\n" SCRIPT_HELP_NAMELESS
#define SCRIPT_HELP_SYNC                                                    \
	"  -d             Succeed only once everything is on the server's " \
	"disk.\n"
#define SCRIPT_HELP_NAMELESS                                                  \
	"  -C COMMAND     Connect by running COMMAND.\n"                      \
	"  -s ADDRESS     Connect to HOST[:PORT], PORT on 127.0.0.1, or the " \
	"UNIX socket\n"                                                       \
	"                 at a path with a / in it.\n"                        \
	"  -t SECONDS     Wait this long for a reply; default: 60.\n"         \
	"  -V, --version  Print the version and exit.\n"

/*
 * An option of one command, and where its value goes: only one of the pointers
 * is set. A table of options ends with a letter 0; it is null if there are
 * none.
 */
struct script_option {
	char letter;
	bool *flag; /* becomes true */
	char **text;
	usec *time;
	size_t *number; /* from 1 to most */
	size_t *count; /* from 0 to most */
	size_t most;
};

/*
 * Reads all options, those of the command by its table. Ends the program if
 * they are wrong, or if -h or -V is given.
 */
void script_read_options(struct script_options *options,
    const struct usage *usage, const struct script_option *own, int argc,
    char *const *argv);

/*
 * Read the options of a command whose table does not have all of them. The
 * first sets the options from the configuration, unless -h or -V is given. The
 * second takes options up to the next one that is neither in the table nor a
 * common one, and returns its letter; -1 at the end.
 */
void script_options(struct script_options *options, const struct usage *usage,
    int argc, char *const *argv);
int script_next_option(struct script_options *options,
    const struct script_option *own, int argc, char *const *argv);

/* Prints the mistake and the usage; ends with EX_USAGE. */
noreturn void script_usage(
    const struct script_options *options, const char *mistake);

/*
 * Connects and takes the name, if the command needs one; ends the program if
 * either fails. From now on, signals wait for script_wait. The groups, ended by
 * a null, are joined while the command waits; a refused join ends the script.
 */
void script_begin(struct script *script, const struct script_options *options,
    char *const *groups);

/* Returns whether we are connected and have joined every group. */
bool script_joined(const struct script *script);

/*
 * Takes the next line of the server, which the session notes; false if there is
 * none now. Valid until the next call. Skips lines that are not of the
 * protocol. After the server's bye the script is over, or reconnects.
 */
bool script_take(struct script *script, struct command *line);

/*
 * Returns whether a command that has said everything may end. With -d, asks the
 * server once for sync, and returns false until it has answered; a refusal ends
 * the script.
 */
bool script_is_synced(struct script *script);

/*
 * Reports the letters before the first one that is not done (0: all are), as
 * far as now possible. Only for a command that takes letters.
 */
void script_report_letters(struct script *script, uint64_t unseen);

/*
 * Sends pending output, and waits for the server, for the other count - 1
 * descriptors of the set, for a signal, or until that time. Fills in set[0];
 * revents is 0 where nothing is ready. The script may be over on return.
 */
void script_wait(
    struct script *script, struct pollfd *set, size_t count, usec until);

/*
 * End the script with an exit status; script_fail also sets the message for
 * standard error. Only the first call of either has an effect.
 */
void script_end(struct script *script, int status);
void script_fail(struct script *script, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Ends the script because standard output has failed with errno. The status
 * becomes EX_IOERR if all went well until now.
 */
void script_fail_output(struct script *script);

/* Says goodbye to the server, waiting at most a short time, and hangs up. */
void script_leave(struct script *script);

/*
 * Calls script_leave, unless the command has; prints the message; returns the
 * exit status or, if a signal ended the script, ends the process by it.
 */
int script_finish(struct script *script);

#endif
