/*
 * What all commands for scripts have in common: their options, the connection,
 * the name, the groups to be joined, waiting with a deadline, coming back when
 * the connection is lost, and taking leave.
 * Used by the files cmd_*.c, which say what is to be said and look at what
 * comes.
 */
#ifndef CLIENT_SCRIPT_SCRIPT_H
#define CLIENT_SCRIPT_SCRIPT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "script/script_data.h"

/* The options that all commands have, and what is said of them. */
#define SCRIPT_OPTIONS "hn:s:t:V"
#define SCRIPT_HELP                                                              \
	"  -h, --help     Print this help and exit.\n"                           \
	"  -n NAME        Use exactly this name; default: made from the login\n" \
	"                 name and the process ID.\n" SCRIPT_HELP_NAMELESS
#define SCRIPT_HELP_NAMELESS                                                \
	"  -s ADDRESS     Connect to HOST:PORT, PORT on 127.0.0.1, or the " \
	"UNIX socket\n"                                                     \
	"                 at a path with a / in it.\n"                      \
	"  -t SECONDS     Wait this long for a reply; default: 60.\n"       \
	"  -V, --version  Print the version and exit.\n"

/* Sets the options to what the configuration says, unless -h or -V is there. */
void script_options(struct script_options *options, const struct usage *usage,
    int argc, char *const *argv);

/*
 * Takes one that getopt(3) has returned and the command does not know: if it is
 * none of all commands either, that ends the program with EX_USAGE.
 */
void script_option(struct script_options *options, int letter);

/* All of that for a command that has no options of its own. */
void script_read_options(struct script_options *options, int argc,
    char *const *argv, const struct usage *usage);

/* The mistake is said, then how the command is used; ends with EX_USAGE. */
noreturn void script_usage(
    const struct script_options *options, const char *mistake);

/*
 * Connects and takes the name, if it needs one; ends the program if either
 * fails. From now on signals wait for script_wait. The groups, ended by a null,
 * are joined while the command waits; one that is refused is the end.
 */
void script_begin(struct script *script, const struct script_options *options,
    char *const *groups);

/* Has every group been joined, and are we there? */
bool script_joined(const struct script *script);

/*
 * The next line that the server has said, noted by the session; false if there
 * is none now. Valid until the next call. What is not of the protocol is left
 * out. After the server's bye the script is over, or comes back.
 */
bool script_take(struct script *script, struct command *line);

/*
 * Sends what is to be sent, and waits for the server, for the other count - 1
 * descriptors of the set, for a signal, or until that time. set[0] is filled
 * in here; what is not ready has revents 0. The script may be over then.
 */
void script_wait(
    struct script *script, struct pollfd *set, size_t count, usec until);

/* The script is over. Only the first of these calls counts. */
void script_end(struct script *script, int status);
void script_fail(struct script *script, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Standard output has failed with errno: the script is over, and its status, if
 * all went well until now, is EX_IOERR.
 */
void script_fail_output(struct script *script);

/* Takes leave of the server, for at most a short time, and hangs up. */
void script_leave(struct script *script);

/*
 * The same if that is still to be done; says the message, and returns the exit
 * status, or ends by the signal.
 */
int script_finish(struct script *script);

#endif
