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
 */
#ifndef SERVER_WORKER_IRC_PLAYBACK_H
#define SERVER_WORKER_IRC_PLAYBACK_H

#include "worker/irc/session.h"

/* The steps of JOIN for one channel: the join itself comes first. */
#define IRC_PLAYBACK_STEPS 3

/* Returns how many steps a JOIN takes for each channel. */
size_t irc_playback_steps(const struct irc *irc);

/* Forgets the last join; irc_playback_joined notes one, given its event. */
void irc_playback_begin(struct irc *irc);
void irc_playback_joined(struct irc *irc, const struct command *said);

/* Does a later step of a JOIN, from 1. Returns IRC_MORE, or IRC_WAIT. */
enum irc_done irc_playback_step(
    struct irc *irc, struct str channel, size_t step);

#endif
