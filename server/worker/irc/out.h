/*
 * The lines that go to the client: each with the tags that it is capable of,
 * the label of the line that it answers, and a source. What answers a labelled
 * line is told as one line, or as a batch of several, or as ACK (IRCv3
 * labeled-response). A line is begun, its pieces follow, and it is ended.
 */
#ifndef SERVER_WORKER_IRC_OUT_H
#define SERVER_WORKER_IRC_OUT_H

#include "worker/irc/session.h"

/* Who a line is from. */
struct irc_source {
	struct str actor; /* as in a full event, or a name; empty: the server */
	struct str id; /* of the event; empty: it is now */
	size_t part; /* of a long text, from 1; 0: the line is no message */
};

/* Of a numeric, or another line of the server's that answers: null. */
void irc_out_begin(struct irc *irc, const struct irc_source *source);
void irc_out_end(struct irc *irc);

/* Returns how many bytes the line that is under way still has room for. */
size_t irc_out_room(const struct irc *irc);

/* Pieces of it, as they are. conn.h: there is room. */
#define OUT(irc, ...) ((void)BUF_CAT((irc)->out.to, __VA_ARGS__))

/* :SERVER DDD NICK and pieces: NUMERIC(irc, "401", word, STR(" :No such")) */
void irc_numeric(struct irc *irc, const char *digits, const struct str *pieces,
    size_t count);
#define NUMERIC(irc, digits, ...)                                      \
	irc_numeric(irc, digits, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* FAIL COMMAND CODE :text (IRCv3 standard-replies) */
void irc_fail(
    struct irc *irc, struct str command, struct str code, struct str text);

/* The same about a word, or several with spaces between; empty: none. */
void irc_fail_about(struct irc *irc, struct str command, struct str code,
    struct str about, struct str text);

/*
 * From now on what answers is a batch of that type about that (IRCv3 batch),
 * with the label if there is one; no more. Without the capability there are
 * its lines alone.
 */
void irc_out_batch(struct irc *irc, struct str type, struct str about);
void irc_out_batch_end(struct irc *irc);

/*
 * Begins a line that answers nothing and has neither source nor tags: PING and
 * ERROR, which simple clients compare byte for byte.
 */
void irc_out_begin_bare(struct irc *irc);

/* From now on lines answer one with that label, which may be empty; no more. */
void irc_out_label(struct irc *irc, struct str label);
void irc_out_done(struct irc *irc);

/* What a client has said, to be shown to it: no more bytes than that. */
struct str irc_shown(struct str text, size_t most);

/* The same where one word is to stand. */
struct str irc_word(struct str word);

/* NAME!USER@HOST of an actor, and the others of its parts; or empty. */
struct irc_actor {
	struct str mask;
	struct str name;
	struct str account;
	struct str flags;
};
struct irc_actor irc_actor(struct str actor);

/* Is the letter one of these? */
bool irc_has(struct str letters, char letter);

/* The server's name. */
struct str irc_server(const struct irc *irc);

#endif
