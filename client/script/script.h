/*
 * The commands for scripts, forkcast-scripts(1), and their common part:
 * options, the link to the server, waiting with a deadline, signals, and the
 * end. Each command has its own file cmd_*.c, and main calls it with its own
 * word as argv[0]: it decides what to send, and looks at the server's lines.
 */
#ifndef CLIENT_SCRIPT_SCRIPT_H
#define CLIENT_SCRIPT_SCRIPT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "conf/option.h"
#include "conf/settings.h"
#include "net/link.h"
#include "net/session.h"
#include "shared/die.h"
#include "shared/usage.h"
#include "system/out.h"
#include "system/signals.h"

#define SCRIPT_MESSAGE 512

/* The options that all commands have, and their help. */
#define SCRIPT_OPTIONS "C:F:hn:s:t:V"
#define SCRIPT_HELP                                                            \
	"  -h, --help     Print this help and exit.\n"                         \
	"  -n NAME        Use exactly this name; default: the login name and " \
	"-1, or\n                 the next number that is free.\n"             \
	"  -C COMMAND     Connect by running COMMAND.\n"                       \
	"  -F FILE        Read this configuration.\n"                          \
	"  -s ADDRESS     Connect to HOST[:PORT], PORT on 127.0.0.1, or the "  \
	"UNIX socket\n"                                                        \
	"                 at a path with a / in it.\n"                         \
	"  -t SECONDS     Wait this long for a reply; default: 60.\n"          \
	"  -V, --version  Print the version and exit.\n"
#define SCRIPT_HELP_SYNC                                                    \
	"  -d             Succeed only once everything is on the server's " \
	"disk.\n"

struct script_options {
	/* Its functions are set by script_begin. */
	struct link_options link;
	char *const *groups; /* of the configuration, ended by a null */
	const char *log; /* the setting */
	bool syncs; /* all must be on the server's disk before the end */
	bool prints; /* set by the command: it needs standard output */
};

struct script {
	struct script_options options;
	struct session session;
	struct link link;
	void (*take)(const struct command *line); /* script_begin */
	bool takes_last; /* set by the command: also while we close */
	/*
	 * Set by the command, or null: called when unanswered lines will get no
	 * answer.
	 */
	void (*lost)(void);
	/*
	 * Set by the command, or null: tells what was not done, after the
	 * message.
	 */
	void (*tally)(void);
	bool asked_sync; /* with syncs: the server was asked for sync */
	bool synced; /* and has answered */
	struct out *out; /* standard output; or null */
	bool dropped; /* what waited there was, for it failed */
	bool read; /* set by the command: it ends if its reader goes */
	bool deaf; /* set by the command: it takes no more lines for now */
	/*
	 * Set by the command: it ends by itself after a first signal, when it
	 * can.
	 */
	bool finishes;
	bool unhurried; /* with finishes: it takes as long as it needs */
	usec stop; /* with finishes: the deadline after a signal, or 0 */
	bool over;
	int status; /* if over */
	int signal; /* to end by, or 0; see finishes */
	size_t signals; /* number of signals so far */
	char message[SCRIPT_MESSAGE]; /* for standard error, if not empty */
};

/*
 * Reads all options, those of the command by its table. Ends the program if
 * they are wrong, or if -h or -V is given.
 */
void script_read_options(struct script_options *options,
    const struct usage *usage, const struct option_row *own, int argc,
    char *const *argv);

/* Ends the program if the word cannot be a key of a table. */
void script_check_key(const char *key);

/*
 * Connects and takes the name; ends the program if there is no connection. From
 * now on, signals wait for script_wait. The groups, ended by a null, or null
 * for none, are joined while the command waits; a refused join ends the script.
 * script_wait calls take for each line of the protocol from the server, which
 * the session has noted, unless the command is deaf; the line in link.line is
 * valid until the next one. After bye the script is over, or reconnects.
 */
void script_begin(struct script *script, const struct script_options *options,
    char *const *groups, void (*take)(const struct command *line));

/*
 * Connects, sends a question that is one line, and takes the lines of the
 * answer, until the function ends the script.
 */
void script_ask(struct script *script, const struct script_options *options,
    enum verb verb, struct str question,
    void (*take)(const struct command *line));

/*
 * Returns whether a command that has said everything may end. With -d, asks the
 * server once for sync, and returns false until it has answered; a refusal ends
 * the script.
 */
bool script_is_synced(struct script *script);

/*
 * Sends pending output, waits for the server, for the other count - 1
 * descriptors of the set, for a signal, or until that time, and takes the lines
 * that have come, or only lines that wait already. Fills in set[0],
 * and if the script has an output, which it writes, set[1]; revents is 0 where
 * nothing is ready. The script may be over on return.
 */
void script_wait(
    struct script *script, struct pollfd *set, size_t count, usec until);

/* The same without other descriptors. */
void script_rest(struct script *script, usec until);

/* Returns how many bytes of the output are not written yet. */
size_t script_unwritten(const struct script *script);

/*
 * Waits until no more than so many bytes of the output are unwritten. After a
 * signal, a stopped reader is not waited for; returns false.
 */
bool script_write(struct script *script, size_t most);

/*
 * End the script with an exit status; script_fail also sets the message for
 * standard error. Only the first call of either has an effect. script_refuse
 * does so for a refusal by the server, whose text it adds: EX_UNAVAILABLE,
 * EX_TEMPFAIL for slow-down, or else EX_NOPERM.
 */
void script_end(struct script *script, int status);
void script_fail(struct script *script, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void script_refuse(struct script *script, const struct command *err,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Returns the text of a refusal, made fit to be shown. */
#define SCRIPT_WHY (SCRIPT_MESSAGE / 2)
const char *script_why(const struct command *err, char room[SCRIPT_WHY]);

/*
 * Prints a row of texts with spaces between, made harmless but with their TABs.
 * There is room for those of a line of the server when it is taken.
 */
void script_print(
    struct script *script, const struct str *pieces, size_t count);
#define SCRIPT_PRINT(script, ...)                                  \
	script_print(script, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Says goodbye to the server, waiting at most a short time, and hangs up. */
void script_leave(struct script *script);

/*
 * Calls script_leave, unless the command has; writes what is left of the
 * output; prints the message; returns the exit status or, if a signal ended the
 * script, ends the process by it.
 */
int script_finish(struct script *script);

/* The commands; each returns the exit status. */
int cmd_bot(int argc, char *const *argv);
int cmd_bridge(int argc, char *const *argv);
int cmd_listen(int argc, char *const *argv);
int cmd_lock(int argc, char *const *argv);
int cmd_log(int argc, char *const *argv);
int cmd_names(int argc, char *const *argv);
int cmd_ping(int argc, char *const *argv);
int cmd_post(int argc, char *const *argv);
int cmd_send(int argc, char *const *argv); /* send, tell */
int cmd_stdio(int argc, char *const *argv);
int cmd_table(int argc, char *const *argv); /* put, cut, get */
int cmd_work(int argc, char *const *argv);

#endif
