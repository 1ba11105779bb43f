/*
 * The state of one IRC client: its registration, its capabilities, and the
 * answer being written. Nothing about other clients is kept; each event of the
 * router tells it in full. The second part of this header sends commands to the
 * router; the third is what the files of this room do for each other.
 * commands.def has a row for each command and each kind of answer.
 *
 * A line of the client runs as a whole: its function sends commands to the
 * router, and the functions that take the answers may send further ones. The
 * next line runs when all are answered, so that answers come in the order of
 * the lines. Only messages follow each other without waiting.
 */
#ifndef SERVER_WORKER_IRC_SESSION_H
#define SERVER_WORKER_IRC_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "worker/conn/conn.h"

static const struct str nothing;

/*
 * A parser for one line of an IRC client. It finds the tags (IRCv3
 * message-tags), the command and its parameters (RFC 1459, 2812, the Modern IRC
 * client protocol document) without copying them. No state, no I/O. It neither
 * interprets them nor checks that they are UTF-8.
 */

/* The longest line without its tags, in bytes, CR LF included. */
#define IRC_BODY ((size_t)512)
#define IRC_MESSAGE ((size_t)LIMIT_LINE) /* a client's PRIVMSG or NOTICE */

/* The longest tags of a line, with the @ before and the space after them. */
#define IRC_TAGS ((size_t)8191)

/*
 * The longest tags that one side may add, the client or the server, without the
 * @ and the space.
 */
#define IRC_TAGS_EACH ((size_t)4094)

/* The most bytes of the server's own tags; no line has a label and a batch. */
#define IRC_TAGS_OWN                                                           \
	(LITERAL_LEN("@label=;time=;account=;draft/relaymsg=;msgid=.;bot= ") + \
	    IRC_LABEL + IRC_DATE + 2 * LIMIT_NAME + LIMIT_ID + STR_DIGITS)

/*
 * The longest line that is read as a whole, so that its error can be reported.
 */
#define IRC_LINE (IRC_TAGS + IRC_MESSAGE)

#define IRC_PARAMS 15

enum irc_read {
	IRC_OK,
	IRC_NOTHING, /* no command, a NUL, or a CR before the end */
	IRC_TOO_LONG /* its tags, or all behind them */
};

/* The parts of a line. A missing part is empty, with a null pointer. */
struct irc_line {
	struct str tags; /* without the @: see irc_tag_next */
	struct str command; /* in the client's spelling */
	size_t count; /* number of parameters */
	struct str param[IRC_PARAMS];
};

/*
 * Parses a line without its LF; CRs at its end are ignored. A source is
 * skipped, because a client speaks only for itself. Words may be separated by
 * several spaces. A parameter after ':', or the last one possible, is the rest
 * of the line unchanged.
 *
 * Sets all of *line. If the line has an error, *line has the tags before it, so
 * that the error can be reported with the line's label.
 */
enum irc_read irc_line_read(struct str text, struct irc_line *line);

/*
 * Takes the next tag that has a key off *tags; a missing value is empty.
 * Returns false if there is none.
 */
bool irc_tag_next(struct str *tags, struct str *key, struct str *value);

/*
 * Finds the value of the last tag with that key. Returns false if there is
 * none.
 */
bool irc_tag_find(struct str tags, struct str key, struct str *value);

/* Cuts a text to at most that many bytes, without cutting a character. */
struct str irc_shown(struct str text, size_t most);

/* How far from its end a piece may be shortened to end after a space. */
#define IRC_PIECE_NEAR ((size_t)80)

/*
 * Takes the next piece, of at most room bytes, off a text that is too long for
 * one line. It ends after a space, if there is one near its end, and never
 * within a character. Returns an empty piece at the end of the text.
 */
struct str irc_piece(struct str *text, size_t room);

/* The room for the name of a server or of a network. */
#define IRC_NAME 64

/*
 * The longest label that a client may give to a line (IRCv3 labeled-response).
 */
#define IRC_LABEL 64

/* The room for USER@HOST, and for NAME!USER@HOST. */
#define IRC_HOST (LIMIT_USER + 1 + LIMIT_HOST)
#define IRC_MASK (LIMIT_NAME + 1 + IRC_HOST)

/*
 * Values of ISUPPORT: the most targets of one message; CHANMODES (lists, modes
 * with a parameter, modes with a parameter only when set, flags); and
 * the most names that MONITOR watches, a limit that the router enforces.
 */
#define IRC_TARGETS 4
#define IRC_CHANMODES "beI,k,fl,CHRimnst"
#define IRC_MONITORED "100"

/*
 * The limits of a message of several lines, as the client sees them: the
 * capability draft/multiline, and its errors.
 */
#define IRC_MULTILINE "draft/multiline"
#define IRC_MULTILINE_CONCAT "draft/multiline-concat"
#define IRC_MULTILINE_BYTES "3400"
#define IRC_MULTILINE_LINES "100"

/* The length of "2026-11-20T07:33:20.123Z". */
#define IRC_DATE ((size_t)24)

/* A copy of a text; all zero is empty. */
#define IRC_TEXT(size)           \
	struct {                 \
		size_t len;      \
		char text[size]; \
	}

/* The capabilities of a client (IRCv3), as a mask: capabilities.def. */
enum {
#define CAPABILITY(name, ...) CAP_NUMBER_##name,
#include "capabilities.def"
};
enum {
#define CAPABILITY(name, ...) CAP_##name = 1 << CAP_NUMBER_##name,
#include "capabilities.def"
};

/* The server's offers about accounts, as a bit mask. */
enum {
	IRC_OFFER_PLAIN = 1 << 0,
	IRC_OFFER_SCRAM = 1 << 1,
	IRC_OFFER_EXTERNAL = 1 << 2,
	IRC_OFFER_REGISTER = 1 << 3,
	IRC_OFFER_ENROLL = 1 << 4, /* also before the client has a name */
	IRC_OFFER_HISTORY = 1 << 5, /* the server keeps one */
	IRC_OFFERS_SASL = IRC_OFFER_PLAIN | IRC_OFFER_SCRAM | IRC_OFFER_EXTERNAL
};

/* The client's words before it had a name. */
struct irc_registration {
	bool done; /* it has a name */
	bool negotiating; /* CAP END is still to come */
	IRC_TEXT(LIMIT_NAME) nick;
	IRC_TEXT(LIMIT_USER) user;
	IRC_TEXT(LIMIT_REAL) real;
};

#define IRC_SASL_DATA ((size_t)3200)

/* The progress of AUTHENTICATE: account.c. */
struct irc_sasl {
	enum {
		IRC_SASL_NONE,
		IRC_SASL_ASKED, /* the router has been asked */
		IRC_SASL_LAST /* it has finished; the client must confirm */
	} state;
	IRC_TEXT(LIMIT_NAME) account;
	IRC_TEXT(IRC_SASL_DATA) data; /* the response, as far as it has come */
};

/*
 * The longest value that METADATA shows and sets: it must fit a line. A longer
 * one, of a client that speaks lines, is as if not set, because nothing may be
 * cut.
 */
#define IRC_VALUE ((size_t)300)

/* The state of METADATA: metadata.c. */
struct irc_metadata {
	IRC_TEXT(LIMIT_KEYS *(LIMIT_KEY + 1)) keys; /* each with a space */
};

/* The longest reference of a batch of the client. */
#define IRC_REFERENCE 64

/* A message of several lines that the client is sending: events.c. */
struct irc_multiline {
	enum {
		IRC_MULTILINE_NONE,
		IRC_MULTILINE_OPEN,
		IRC_MULTILINE_FAILED /* the rest of it is dropped */
	} state;
	IRC_TEXT(IRC_LABEL) label; /* of the line that began it */
	IRC_TEXT(IRC_REFERENCE) reference;
	IRC_TEXT(LIMIT_GROUP + 3) target;
};

/* A message of several lines that is being shown: events.c. */
struct irc_lines {
	size_t left; /* lines with a text that are still to come */
	bool further; /* one of them has come */
	uint32_t batch; /* its number; 0: it is shown without one */
	size_t at; /* how much of the map has been shown */
	IRC_TEXT(LIMIT_LINES) map; /* empty: all lines are plain */
};

/*
 * What was shown and is not acknowledged: the last message in each group or
 * talk, as the router calls it. The first ones were before a PING: history.c.
 */
#define IRC_SEEN 24
#define IRC_SEEN_TALKS 8 /* for so many, groups leave room */
struct irc_seen {
	size_t count, pinged;
	size_t owed; /* PONGs, also for the router's PINGs */
	struct irc_seen_in {
		uint64_t id;
		IRC_TEXT(LIMIT_GROUP + 1) table;
	} in[IRC_SEEN];
	usec due; /* clock_mono: no PING is sent before then */
	uint64_t live; /* the first tell that came as it was said; 0: none */
	bool asked; /* what was missed is being shown, up to the PONG */
	bool more; /* then it is asked for, again; or there was a login */
};

/* The output to the client: out.c. */
struct irc_out {
	struct buf *to; /* the buffer for the line being written */
	bool aside; /* the lines being written are not part of that answer */
	bool listed; /* a list has begun, in a batch if the client has that */
	size_t body; /* where the line begins in *to, after its tags */
	size_t lines; /* of the answer so far; the first one is held */
	uint32_t batches; /* opened so far; they are their numbers */
	uint32_t batch; /* the one that is open; 0: none */
	uint32_t outer; /* the one that it is in; 0: none */
	uint32_t lines_of; /* the message whose lines are being written; 0: none
			    */
	bool continues; /* such a line continues the one before */
	/* Of the line that is being answered; empty: none, or it is sent. */
	IRC_TEXT(IRC_LABEL) label;
	struct buf held;
	char held_line[IRC_TAGS + IRC_BODY];
};

struct irc {
	struct conn *conn;
	unsigned caps; /* mask of CAP_... */
	unsigned offers; /* mask of IRC_OFFER_... */
	bool is_newer; /* negotiates with CAP LS 302 or later */
	bool has_quit;
	bool is_too_long; /* a line was too long: still to be reported */
	bool overlaps; /* only messages wait for their answers */
	bool waits; /* the line must run again when all is answered */
	struct irc_registration registration;
	const struct ask *ask; /* the command whose answer is being handled */
	size_t list_lines; /* lines of the current list so far */
	IRC_TEXT(IRC_HOST) host; /* USER@HOST, once it has a name */
	IRC_TEXT(LIMIT_NAME) account; /* empty: none */
	IRC_TEXT(LIMIT_TAGS) tags; /* received before an event */
	IRC_TEXT(IRC_BODY) list; /* words of the current list */
	bool names_secret; /* those in list are of a secret channel */
	IRC_TEXT(IRC_NAME) server; /* its name, once known */
	IRC_TEXT(IRC_NAME) network; /* empty: it has not been asked for */
	IRC_TEXT(LIMIT_ISUPPORT) supports; /* the configuration's tokens */
	uint64_t started; /* when the server started, as an ID */
	uint64_t joined; /* the most groups it may join; 0: unknown */
	uint64_t history_join; /* the most lines of the past after a join */
	usec history_retry; /* clock_mono: until then no join asks for them */
	bool is_bot; /* it has mode B */
	struct irc_multiline multiline;
	struct irc_lines lines[2]; /* being shown: as an event, as an answer */
	struct irc_sasl sasl;
	struct irc_metadata metadata;
	struct irc_seen shown;
	struct irc_out out;
};

/*
 * IRC_STR reads a copied text. IRC_KEEP copies as much of a string as fits, and
 * irc_copy returns the number of bytes copied; no character is cut.
 */
#define IRC_STR(kept) ((struct str) { (kept).text, (kept).len })
#define IRC_KEEP(kept, string) \
	((kept).len = irc_copy((kept).text, sizeof((kept).text), (string)))
size_t irc_copy(char *room, size_t size, struct str text);

/*
 * Appends pieces to a copied text. Returns false, and appends nothing, if there
 * is too little room.
 */
#define IRC_ADD(kept, ...) \
	irc_add(           \
	    (kept).text, sizeof((kept).text), &(kept).len, STRS(__VA_ARGS__))
bool irc_add(char *room, size_t size, size_t *len, const struct str *pieces,
    size_t count);

/* Joins pieces of at most size bytes. Valid until the end of the block. */
#define IRC_CAT(size, ...) irc_cat((char[size]) { 0 }, size, STRS(__VA_ARGS__))
struct str irc_cat(
    char *room, size_t size, const struct str *pieces, size_t count);

/* Returns the client's current name, the one it wants to have, or "*". */
struct str irc_nick(const struct irc *irc);

/* Returns whether the client has enabled that capability, a CAP_. */
static inline bool
irc_can(const struct irc *irc, unsigned cap)
{
	return (irc->caps & cap) != 0;
}

/*
 * Returns the source of the client's own lines: NAME!USER@HOST, or its name
 * alone as long as the host is unknown.
 */
struct str irc_self(const struct irc *irc, char room[IRC_MASK]);

/*
 * The purpose of a command: struct ask.what, which decides where its answer
 * goes.
 */
enum irc_asks {
#define QUESTION(name, ...) IRC_ASKS_##name,
#include "commands.def"
	IRC_ASKS_COUNT
};

/* The functions of the commands, and those that take the answers. */
#define COMMAND(word, least, when, run) \
	void run(struct irc *irc, const struct irc_line *line);
#define QUESTION(name, word, errors, hear) \
	void hear(struct irc *irc, const struct command *said);
#include "commands.def"

/*
 * Sends a command of these words to the router and remembers its purpose and
 * subject. An empty last word is left out. What cannot go up is taken as if the
 * router had refused it; irc_try returns why instead, or CODE_OK.
 */
void irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count);
enum code irc_try(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count);
#define ASK(irc, name, about, ...) \
	irc_ask(irc, IRC_ASKS_##name, about, STRS(__VA_ARGS__))
#define TRY(irc, name, about, ...) \
	irc_try(irc, IRC_ASKS_##name, about, STRS(__VA_ARGS__))

/*
 * Joins several words of one line, as the subject of a command; the first one
 * is the channel. Valid until the end of the block.
 */
#define IRC_ABOUT(...) irc_about((char[2 *IRC_BODY]) { 0 }, STRS(__VA_ARGS__))
struct str irc_about(
    char room[2 * IRC_BODY], const struct str *words, size_t count);

/*
 * commands.c: reports an error about a word of the client's, with that text, or
 * the code's, where IRC has none of its own; or "err VERB CODE TEXT", the
 * answer to that purpose. forkcast-irc(7) explains each numeric to users, and
 * lint compares the two.
 */
void irc_error(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text);
void irc_error_heard(struct irc *irc, const struct command *said);

/*
 * account.c: irc_offers takes the words of "can": returns the offers, and keeps
 * a number that one has. irc_sasl_mechanisms returns the mechanisms that are
 * offered to the client, separated by commas. irc_sasl_drop forgets an
 * unfinished AUTHENTICATE, because registration ends without it. irc_logged_out
 * writes 901: the client was logged out without having asked for it.
 * irc_is_service returns whether the target of a PRIVMSG is NickServ or
 * ChanServ; irc_to_service takes the words that are sent to it.
 */
#define IRC_MECHANISMS sizeof("PLAIN,SCRAM-SHA-256,EXTERNAL")
unsigned irc_offers(struct irc *irc, struct str words);
struct str irc_sasl_mechanisms(
    const struct irc *irc, char room[IRC_MECHANISMS]);
void irc_sasl_drop(struct irc *irc);
void irc_logged_out(struct irc *irc);
bool irc_is_service(struct str target);
void irc_to_service(struct irc *irc, struct str target, struct str words);

/*
 * events.c: returns the label of the line, or an empty string; that of a batch
 * counts at its end.
 */
struct str irc_label(const struct irc *irc, const struct irc_line *line);

/*
 * channel.c: asks for what is shown with the client's join event, on whichever
 * of its connections it has joined.
 */
void irc_joined(struct irc *irc, const struct command *said);

/*
 * metadata.c: shows that somebody else has set a key, or removed it, to a
 * client that subscribes to it.
 */
void irc_metadata_changed(struct irc *irc, const struct command *said);

/*
 * events.c shows the router's events in IRC, those of others and the client's
 * own. Nothing is kept, except between the lines of a message of several lines.
 * irc_event shows an event; if answers is set, it is the client's own and
 * answers its line. irc_event_to_itself shows a message again if the client has
 * sent it to itself. irc_lines_go_on returns whether more lines of a message of
 * several lines are to come.
 */
void irc_event(struct irc *irc, const struct command *said, bool answers);
void irc_event_to_itself(struct irc *irc, const struct command *said);
bool irc_lines_go_on(const struct irc *irc);

/* events.c: what of the past is shown (IRCv3 chathistory). */
enum irc_past {
	IRC_PAST_NONE,
	IRC_PAST_EVENT, /* only clients that have event-playback get it */
	IRC_PAST_MESSAGE
};
enum irc_past irc_event_past(enum verb verb);

/*
 * history.c: asks for the past of a channel that the client has just joined,
 * given the event, if it wants that and cannot ask itself.
 */
void irc_past_join(struct irc *irc, const struct command *said);

/*
 * history.c: irc_seen notes a message that a client has been shown which
 * cannot mark itself how far it has read. irc_seen_ping takes a PING that the
 * router has sent, or, if it is time, sends one behind what was shown, or asks
 * for what was missed; the PONG marks it as read for the client's account.
 */
void irc_seen(struct irc *irc, const struct command *said);
void irc_seen_ping(struct irc *irc, bool is_pinged);
void irc_seen_pong(struct irc *irc);

/*
 * out.c writes the lines to the client, each with a source and the tags that
 * the client's capabilities ask for. The answer to a labelled line is one line
 * with the label, or a batch of several lines, or ACK (IRCv3 labeled-response).
 */

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

/*
 * Returns a client's word as an error shows it: cut if it is long, and "*" if
 * it cannot be a parameter.
 */
struct str irc_word(struct str word);

/* Returns whether the letter is one of these. */
bool irc_has(struct str letters, char letter);

/* Returns the server's name, or a substitute until it is known. */
struct str irc_server(const struct irc *irc);

/*
 * Writes a time, in µs since 1970, as the date of IRCv3 server-time, to the
 * millisecond, in UTC. It is not after the year 9999, as no ID is.
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
 * Returns the group of a channel, or an empty string, which is no group, if the
 * word is no channel.
 */
struct str irc_group(struct str channel);

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

/* events.c: writes a message, on as many lines as it takes. */
void irc_show_message(struct irc *irc, struct irc_source source,
    struct str verb, struct irc_target to, struct str rest);

/*
 * Converts one back, which need not be valid for the router. Returns an empty
 * string if there is nothing behind "#", or if it is too long.
 */
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
