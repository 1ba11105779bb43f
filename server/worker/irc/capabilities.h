/*
 * What a client can do beyond RFC 1459 (IRCv3 capability negotiation): what is
 * offered, what was asked for, and CAP itself.
 */
#ifndef SERVER_WORKER_IRC_CAPABILITIES_H
#define SERVER_WORKER_IRC_CAPABILITIES_H

#include "worker/irc/session.h"

enum {
	CAP_ACCOUNT_NOTIFY = 1 << 0,
	CAP_ACCOUNT_TAG = 1 << 1,
	CAP_AWAY_NOTIFY = 1 << 2,
	CAP_BATCH = 1 << 3,
	CAP_CAP_NOTIFY = 1 << 4,
	CAP_CHGHOST = 1 << 5,
	CAP_ECHO_MESSAGE = 1 << 6,
	CAP_EXTENDED_JOIN = 1 << 7,
	CAP_INVITE_NOTIFY = 1 << 8,
	CAP_LABELED_RESPONSE = 1 << 9,
	CAP_MESSAGE_TAGS = 1 << 10,
	CAP_MULTI_PREFIX = 1 << 11,
	CAP_NO_IMPLICIT_NAMES = 1 << 12,
	CAP_SERVER_TIME = 1 << 13,
	CAP_SETNAME = 1 << 14,
	CAP_STANDARD_REPLIES = 1 << 15,
	CAP_USERHOST_IN_NAMES = 1 << 16
};

/* CAP SUBCOMMAND [WORDS] */
enum irc_done irc_cap(struct irc *irc, const struct irc_line *line);

#endif
