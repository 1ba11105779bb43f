/*
 * Messages of the past: shows the router's lines "past LINE" in a batch, and
 * reads a client's references to such messages, by msgid or by time. Nothing of
 * the past is kept here.
 */
#ifndef SERVER_WORKER_IRC_PAST_H
#define SERVER_WORKER_IRC_PAST_H

#include "worker/irc/session.h"

/* The most messages that one command asks for. */
#define IRC_PAST_MOST 1000

/*
 * The IDs that a reference stands for, from the first to the last: all of one
 * millisecond for a time, since server-time shows no more of an ID.
 */
struct irc_reference {
	uint64_t first;
	uint64_t last;
};

/*
 * Reads "msgid=ID" or "timestamp=DATE". The ID may be that of a part of a long
 * message. Returns false if it is neither.
 */
bool irc_reference_read(struct str word, struct irc_reference *reference);

/*
 * Reads an ID as message-tags show it, with or without the number of a part.
 * Returns false if no message can have it.
 */
bool irc_reference_id(struct str word, uint64_t *id);

/* Reads the date of server-time as a reference. Returns false if it is none. */
bool irc_reference_time(struct str date, struct irc_reference *reference);

/*
 * Splits the event of "past LINE", which is checked here, because the line is
 * not. Returns false if it is none. The words point into the line.
 */
bool irc_past_event(const struct command *said, struct command *event);

/* Returns whether the event is a message with a text. */
bool irc_past_is_message(const struct command *event);

/* Returns the event's ID, or 0 if it has none. */
uint64_t irc_past_id(const struct command *event);

/* Returns the event's actor, in full form; empty if it has none. */
struct str irc_past_actor(const struct command *event);

/*
 * Shows "past LINE" of that target, as far as the client understands it, and
 * begins the batch chathistory for it if none has begun.
 */
void irc_past_show(
    struct irc *irc, struct str target, const struct command *said);

/*
 * The past of a channel for a client that joins it and cannot ask for the past:
 * one without draft/chathistory, but with server-time, so that it sees how old
 * the messages are. A bot never gets it, because it might do again what an old
 * message told it to.
 *
 * The client gets the messages that its account has missed, which are those
 * since the account's last event in the channel: its parting, a message, or any
 * other. If there is no such event among the last ones, or no account, the
 * client gets the last messages. It gets as many lines as history_join says in
 * forkcastd.conf(5), at most, or one message that is longer.
 *
 * irc_playback_steps returns how many steps a JOIN takes for each channel, the
 * join itself first. irc_playback_joined notes a join, given its event.
 * irc_playback_step does a later step, from 1; returns IRC_MORE, or IRC_WAIT.
 */
size_t irc_playback_steps(const struct irc *irc);
void irc_playback_joined(struct irc *irc, const struct command *said);
enum irc_done irc_playback_step(
    struct irc *irc, struct str channel, size_t step);

#endif
