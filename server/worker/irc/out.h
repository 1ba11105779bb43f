/*
 * What is written: lines to the client, each with a source and the tags that
 * the client's capabilities ask for. The answer to a labelled line is one line
 * with the label, or a batch of several lines, or ACK (IRCv3 labeled-response).
 */
#ifndef SERVER_WORKER_IRC_OUT_H
#define SERVER_WORKER_IRC_OUT_H

#include "worker/irc/session.h"

/* The most bytes of the server's own tags; no line has a label and a batch. */
#define IRC_TAGS_OWN                                                           \
	(LITERAL_LEN("@label=;time=;account=;draft/relaymsg=;msgid=.;bot= ") + \
	    IRC_LABEL + IRC_DATE + 2 * LIMIT_NAME + LIMIT_ID + STR_DIGITS)

/* Returns the client's current name, the one it wants to have, or "*". */
struct str irc_nick(const struct irc *irc);

/*
 * Returns the source of the client's own lines: NAME!USER@HOST, or its name
 * alone as long as the host is unknown.
 */
struct str irc_self(const struct irc *irc, char room[IRC_MASK]);

/* Returns the server's name, or a substitute until it is known. */
struct str irc_server(const struct irc *irc);

/*
 * Returns the prefixes of a role, or only the highest one unless the client
 * supports multi-prefix.
 */
struct str irc_signs(const struct irc *irc, struct str role);

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

/*
 * Appends pieces to the current line. They fit, because conn_ready keeps
 * CONN_REPLIES bytes free for what one line of the client is told at once, and
 * the worker CONN_MADE for each line of the router.
 */
#define OUT(irc, ...) ((void)BUF_CAT((irc)->out.to, __VA_ARGS__))

/*
 * A form is the text of a line, in which these stand for other texts:
 *	%1 ... %9	the words that come with the form
 *	%0		the subject of the command that is being answered
 *	%n %s		the client's name, the server's name
 *	[...]		nothing if the first word in it is empty;
 *	[...|...]	then the part after the '|'
 * A letter before a word's digit says how the word is written:
 *	t	a group, target or table of the router, as a channel or a nick
 *	w	a word of the client: see irc_word
 *	a U H m	an actor's name, its user, its host, all three as a mask
 *	u A	an actor's account; without one "*", "0"
 *	o f	a topic; flags of the client, or a change of them
 *	d D T	an ID as seconds since 1970, as a date, or as a read marker's
 * FORM is a literal and its words, as two arguments; words[0] is the form.
 */
#define FORM(...) STRS(FORM_WORDS(__VA_ARGS__, ))
#define FORM_WORDS(form, ...) LIT("" form), __VA_ARGS__

/* Appends a form to the current line. */
void irc_out_form(struct irc *irc, const struct str *words, size_t count);
#define OUT_FORM(irc, ...) irc_out_form(irc, FORM(__VA_ARGS__))

/* Writes a whole line: see irc_out_begin. */
void irc_out_line(struct irc *irc, const struct irc_source *source,
    const struct str *words, size_t count);
#define OUT_LINE(irc, source, ...) irc_out_line(irc, source, FORM(__VA_ARGS__))

/*
 * Writes a whole line of the server. A numeric is addressed to the client:
 * TELL( irc, "401 %w1 :No such nick", name). A form that begins with ':' has
 * the client itself as its source; one that begins with '=' has neither source
 * nor tags and answers nothing, as simple clients compare it byte for byte.
 */
void irc_tell(struct irc *irc, const struct str *words, size_t count);
#define TELL(irc, ...) irc_tell(irc, FORM(__VA_ARGS__))

/* What tells the client that it is away, or here, by whichever connection. */
#define IRC_AWAY "306 :You have been marked as being away"
#define IRC_HERE "305 :You are no longer marked as being away"

/* Appends a word to irc->list, after a space. False if it has no room there. */
bool irc_list_add(struct irc *irc, size_t most, struct str a, struct str b);

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
uint32_t irc_out_lines(
    struct irc *irc, const struct irc_source *source, struct str target);
void irc_out_lines_end(struct irc *irc, uint32_t batch);

/*
 * irc_out_label begins the answer to a line of the client with that label;
 * irc_out_done ends the answer.
 */
void irc_out_label(struct irc *irc, struct str label);
void irc_out_done(struct irc *irc);

#endif
