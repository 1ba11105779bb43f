/*
 * Writes the lines to the client, each with a source and the tags that the
 * client's capabilities ask for. The answer to a labelled line is one line with
 * the label, or a batch of several lines, or ACK (IRCv3 labeled-response). The
 * second part of this header converts between the router's notation and that of
 * IRC.
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

/*
 * Begins a line that answers nothing and has neither source nor tags: PING and
 * ERROR, which simple clients compare byte for byte.
 */
void irc_out_begin_bare(struct irc *irc);

/* Returns how many bytes the current line still has room for. */
size_t irc_out_room(const struct irc *irc);

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
 *	o f	a topic; a change of the client's flags
 *	d D	an ID as seconds since 1970, as a date
 *	l	only its last word
 * FORM is a literal and its words, as two arguments; words[0] is the form.
 */
#define FORM(...) IRC_WORDS(FORM_WORDS(__VA_ARGS__, ))
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
 * the client itself as its source.
 */
void irc_tell(struct irc *irc, const struct str *words, size_t count);
#define TELL(irc, ...) irc_tell(irc, FORM(__VA_ARGS__))

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

/*
 * Returns a client's word as an error shows it: cut if it is long, and "*" if
 * it cannot be a parameter.
 */
struct str irc_word(struct str word);

/* Begins a text that is a CTCP ACTION. */
#define IRC_ACTION STR("\001ACTION ")

/* Returns whether the letter is one of these. */
bool irc_has(struct str letters, char letter);

/* Returns the server's name, or a substitute until it is known. */
struct str irc_server(const struct irc *irc);

/*
 * Writes a time, in µs since 1970, as the date of IRCv3 server-time, to the
 * millisecond, in UTC. A time after the year 9999 is written as the last second
 * of that year.
 */
struct str irc_date(uint64_t time, char room[DATE_TEXT]);

/*
 * Reads a date of that form as µs since 1970. Returns false if it is invalid or
 * before 1970.
 */
bool irc_date_read(struct str date, uint64_t *time);

/*
 * Takes the next word of a list that is separated by commas; a word may be
 * empty. Returns false if there is none.
 */
bool irc_next_word(struct str *words, struct str *word);

/*
 * irc_group returns the group of a channel, or an empty string if the word is
 * no channel. irc_is_group returns whether that is a valid group.
 */
struct str irc_group(struct str channel);
bool irc_is_group(struct str group);

/* The room for the name of a table. */
#define IRC_TABLE (1 + LIMIT_GROUP)

/*
 * Sets *table to the table of a channel, which is its group, or of a nickname,
 * "@NAME", using room if needed. Returns false if the target is neither.
 */
bool irc_table(struct str target, char room[IRC_TABLE], struct str *table);

/* The target of a message as IRC writes it, in two parts. */
struct irc_target {
	struct str before;
	struct str name;
};

/*
 * Converts a target or table of the router: a group, or only its operators or
 * voiced members, or "@" and a name.
 */
struct irc_target irc_target(struct str word);

/* Does the reverse. Returns an empty string if the target is invalid. */
#define IRC_TARGET (LIMIT_GROUP + 3)
struct str irc_target_of(struct str target, char room[IRC_TARGET]);

/*
 * Returns the prefixes of a role, or only the highest one unless the client
 * supports multi-prefix.
 */
struct str irc_signs(const struct irc *irc, struct str role);

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

#endif
