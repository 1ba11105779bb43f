/*
 * Writes the lines to the client, each with a source and the tags that the
 * client's capabilities ask for. The answer to a labelled line is one line with
 * the label, or a batch of several lines, or ACK (IRCv3 labeled-response). To
 * write a line, begin it, add its pieces, and end it.
 *
 * Answers come in the order of the client's lines. So a step of a line that
 * begins while earlier commands still wait for the router writes nothing: its
 * lines are dropped, and the step is repeated later. Before its first line such
 * a step must not have changed anything.
 */
#ifndef SERVER_WORKER_IRC_OUT_H
#define SERVER_WORKER_IRC_OUT_H

#include "worker/irc/session.h"

/* The source of a line. */
struct irc_source {
	struct str actor; /* as in a full event, or a name; empty: the server */
	struct str id; /* of the event; empty: the line has no event */
	size_t part; /* of a long text, from 1; 0: the line has no msgid */
	bool further; /* it is not the first line of its message: no msgid */
};

/*
 * irc_out_begin begins a line and writes its source; a null source is the
 * server, for numerics and other answers. irc_out_end ends the line.
 */
void irc_out_begin(struct irc *irc, const struct irc_source *source);
void irc_out_end(struct irc *irc);

/* Returns how many bytes the current line still has room for. */
size_t irc_out_room(const struct irc *irc);

/*
 * Appends pieces to the current line. They fit, because conn_ready keeps
 * CONN_MADE bytes free.
 */
#define OUT(irc, ...) ((void)BUF_CAT((irc)->out.to, __VA_ARGS__))

/* Writes a whole line of these pieces: see irc_out_begin. */
void irc_out_line(struct irc *irc, const struct irc_source *source,
    const struct str *pieces, size_t count);
#define OUT_LINE(irc, source, ...)                                      \
	irc_out_line(irc, source, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Writes ":SERVER DDD NICK " and the pieces: NUMERIC(irc, "401", word, STR("
 * :No such"))
 */
void irc_numeric(struct irc *irc, const char *digits, const struct str *pieces,
    size_t count);
#define NUMERIC(irc, digits, ...)                                      \
	irc_numeric(irc, digits, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Writes FAIL COMMAND CODE :text (IRCv3 standard-replies). */
void irc_fail(
    struct irc *irc, struct str command, struct str code, struct str text);

/*
 * Writes FAIL COMMAND CODE ABOUT :text, where about may be several words
 * separated by spaces; an empty one is left out.
 */
void irc_fail_about(struct irc *irc, struct str command, struct str code,
    struct str about, struct str text);

/*
 * irc_out_batch opens a batch (IRCv3 batch) of that type about that subject,
 * with the current label if there is one; the answer's lines belong to it until
 * irc_out_batch_end. In a labelled answer that is a batch already, it is a
 * batch within that one. Nothing happens if such a batch is open already.
 * Without the capability, the lines are sent without a batch.
 */
void irc_out_batch(struct irc *irc, struct str type, struct str about);
void irc_out_batch_end(struct irc *irc);

/*
 * irc_out_lines opens the batch of a message of several lines to that target
 * (draft/multiline), with all tags of the message, and returns its number: for
 * out.lines_of while its lines are written. irc_out_lines_end ends it.
 */
uint32_t irc_out_lines(struct irc *irc, const struct irc_source *source,
    struct str before, struct str target);
void irc_out_lines_end(struct irc *irc, uint32_t batch);

/*
 * Begins a line that answers nothing and has neither source nor tags: PING and
 * ERROR, which simple clients compare byte for byte.
 */
void irc_out_begin_bare(struct irc *irc);

/*
 * irc_out_label begins the answer to a line of the client with that label,
 * which is empty for none; irc_out_done ends the answer.
 */
void irc_out_label(struct irc *irc, struct str label);
void irc_out_done(struct irc *irc);

/*
 * Returns a client's word as an error shows it: cut if it is long, and "*" if
 * it cannot be a parameter.
 */
struct str irc_word(struct str word);

/*
 * The parts of an actor as a full event has it; mask is NAME!USER@HOST. Parts
 * that the event does not tell are empty.
 */
struct irc_actor {
	struct str mask;
	struct str name;
	struct str account;
	struct str flags;
};
struct irc_actor irc_actor(struct str actor);

/* Returns whether the letter is one of these. */
bool irc_has(struct str letters, char letter);

/* Returns the server's name, or a substitute until it is known. */
struct str irc_server(const struct irc *irc);

#endif
