/*
 * What is shown: the router's events in IRC, those of others and the client's
 * own, and the answers that map one to one. Nothing is kept, except between the
 * lines of a message of several lines.
 */
#ifndef SERVER_WORKER_IRC_EVENTS_H
#define SERVER_WORKER_IRC_EVENTS_H

#include "worker/irc/out.h"

/*
 * irc_event shows an event; if answers is set, it is the client's own and
 * answers its line. irc_event_to_itself shows a message again if the client has
 * sent it to itself. irc_lines_go_on returns whether more lines of a message of
 * several lines are to come.
 */
void irc_event(struct irc *irc, const struct command *said, bool answers);
void irc_event_to_itself(struct irc *irc, const struct command *said);
bool irc_lines_go_on(const struct irc *irc);

/* What of the past is shown (IRCv3 chathistory). */
enum irc_past {
	IRC_PAST_NONE,
	IRC_PAST_EVENT, /* only clients that have event-playback get it */
	IRC_PAST_MESSAGE
};
enum irc_past irc_event_past(enum verb verb);

/* Writes a message, on as many lines as it takes. */
void irc_show_message(struct irc *irc, struct irc_source source,
    struct str verb, struct irc_target to, struct str rest);

/*
 * Takes an answer that maps one to one to lines, or one that is an event: the
 * answer of most purposes.
 */
void irc_hear_forms(struct irc *irc, const struct command *said);

#endif
