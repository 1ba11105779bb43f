/*
 * Lines of an input for a group, a client or a box, until the server has
 * answered all of them. A line stays in the input until then. Lines that the
 * server refuses for now (slow-down) are sent again in order, one at a time,
 * before any new line: none is lost, and none overtakes another. Nothing here
 * blocks but a read from the caller's descriptor.
 */
#ifndef CLIENT_SCRIPT_LINES_H
#define CLIENT_SCRIPT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "script/script.h"
#include "shared/buf.h"

#define LINES_SIZE (16 * LIMIT_LINE)

/* Lines that may be unanswered at a time. */
#define LINES_AT_ONCE 256

struct lines {
	enum verb verb;
	struct str target; /* the first argument of the verb */
	/*
	 * Set by the caller, or null: appends the command for a text, instead
	 * of "VERB TARGET TEXT", and sets the verb; or returns false. Then at
	 * most one line may be unanswered.
	 */
	bool (*compose)(struct buf *command, struct str text, enum verb *verb);
	const char *form; /* with compose: what a text must be like */
	usec pause; /* after a refusal; may be set by the caller */
	size_t most; /* that may be unanswered; may be set by the caller */
	bool quiet; /* set by the caller: it reports refusals itself */
	bool ended; /* there is no more input */
	bool cut; /* the input was left before its end */
	struct buf input; /* the lines that are not done */
	char memory[LINES_SIZE];
	size_t number; /* of lines before the first one in the input */
	/* Bytes from the front of the input: */
	size_t sent; /* lines that are sent */
	size_t heard; /* of these: lines up to the last one refused for now */
	size_t slow; /* lines that were refused for now before */
	size_t owed; /* lines without an answer */
	enum verb said; /* of the command sent last */
	bool whole; /* the input is one message, as an argument of LINES */
	usec until; /* nothing is sent again before; or 0 */
	usec stuck; /* since when all were refused for now, or 0 */
	int status; /* exit status for the first one that was not accepted */
};

/*
 * Initializes for a verb and its first argument. With LINES, all of the input
 * is one message of several lines; any other verb is sent for each line.
 */
void lines_init(struct lines *lines, enum verb verb, struct str target);

/* Returns whether there is room to read on, and more input to come. */
bool lines_reads(const struct lines *lines);

/* Reads once, like io_read. The end of the file ends the last line. */
ssize_t lines_read(struct lines *lines, int fd);

/* Begins another file, after all of the previous one is done. */
void lines_restart(struct lines *lines);

/* Sends the lines that may be sent now, once all groups are joined. */
void lines_say(struct lines *lines, struct script *script);

/*
 * Takes a line of the server; false if it does not answer one of ours.
 * Complains about lines that cannot be sent or are refused for good.
 */
bool lines_heed(struct lines *lines, const struct script *script,
    const struct command *line);

/* Forgets the lines without an answer, and returns how many there were. */
size_t lines_lose(struct lines *lines);

/* Returns whether all lines have been read, sent and answered. */
bool lines_done(const struct lines *lines);

/*
 * Ends the input. Forgets the lines that were not sent or were refused for now,
 * and returns their number.
 */
size_t lines_unsaid(struct lines *lines);

/* Complains about so many lines, if there are any. */
void lines_tell(size_t count, const char *what);

/*
 * Waits for the server, until that time, or for more input, which it reads from
 * the descriptor; -1: none. A failure to read ends the script.
 */
void lines_wait(struct lines *lines, struct script *script, int fd, usec until);

/*
 * The lines that send, tell and post are given, as arguments or on standard
 * input, and the connection on which they go to a group or a client until all
 * are answered. The commands decide when they are done.
 */
struct sending {
	struct script script;
	bool private; /* set by the command: they go to a client */
	struct str target; /* the group, or the name of that client */
	char *groups[2]; /* that group, for the script to join; or none */
	char at[LIMIT_NAME + 2]; /* "@NAME", of that client */
	struct lines lines;
	bool words; /* the arguments are the input */
	bool unread; /* the input was not read to its end */
};

/*
 * Takes the arguments after the options, GROUP [TEXT]... or, if private, NAME
 * or @NAME [TEXT]..., and checks them; ends the program if something is wrong.
 * Then connects. verb is as for lines_init, take as for script_begin.
 */
void lines_begin(struct sending *sending, const struct script_options *options,
    enum verb verb, char *const *words,
    void (*take)(const struct command *line));

/*
 * Sends what can be sent. After a signal, no more is read: whole lines that
 * were read are still sent, a partial one, or a part of a message of several
 * lines, is not. Returns whether the groups are joined and all is answered.
 */
bool lines_go_on(struct sending *sending);

/*
 * Reports the lines that were not answered or not sent. Those without an answer
 * may have been heard.
 */
void lines_tell_unanswered(struct sending *sending);

#endif
