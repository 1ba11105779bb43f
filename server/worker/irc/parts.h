/*
 * What the files of this room do for each other, besides the functions of the
 * commands and answers, which commands.def declares.
 */
#ifndef SERVER_WORKER_IRC_PARTS_H
#define SERVER_WORKER_IRC_PARTS_H

#include "worker/irc/session.h"

/*
 * account.c: irc_sasl_mechanisms returns the mechanisms that are offered to the
 * client, separated by commas. irc_sasl_drop forgets an unfinished
 * AUTHENTICATE, because registration ends without it. irc_sasl_reply writes
 * 900: the client is logged in now; irc_sasl_reply_logout 901: it was logged
 * out without having asked for it.
 */
#define IRC_MECHANISMS sizeof("PLAIN,SCRAM-SHA-256,EXTERNAL")
struct str irc_sasl_mechanisms(
    const struct irc *irc, char room[IRC_MECHANISMS]);
void irc_sasl_drop(struct irc *irc);
void irc_sasl_reply(struct irc *irc, struct str account);
void irc_sasl_reply_logout(struct irc *irc);

/*
 * capabilities.c: takes a later list of the server's account offers; sends CAP
 * NEW and DEL.
 */
void irc_capabilities_change(struct irc *irc, struct str words);

/*
 * message.c: finds the label of the line; that of a batch counts at its end.
 * Returns false if there is none.
 */
bool irc_multiline_label(
    struct irc *irc, const struct irc_line *line, struct str *label);

/*
 * metadata.c: irc_metadata_begin sends and reports what is held, now that the
 * client has a name. irc_metadata_show shows that somebody has set a key, or
 * removed it if the value is empty.
 */
void irc_metadata_begin(struct irc *irc);
void irc_metadata_show(
    struct irc *irc, struct str table, struct str key, struct str value);

/*
 * registration.c: irc_registration_go_on claims the name if the client has now
 * said everything needed for it. irc_send_wants tells the router which kinds of
 * events to send, according to the client's capabilities.
 */
void irc_registration_go_on(struct irc *irc);
void irc_send_wants(struct irc *irc);

/*
 * server.c: sends 001 to 005. The rest of the welcome follows when the router
 * has answered "counts" and "motd".
 */
void irc_welcome(struct irc *irc);

/*
 * services.c: irc_is_service returns whether the target of a PRIVMSG is
 * NickServ or ChanServ; irc_to_service takes the words that are sent to it.
 */
bool irc_is_service(struct str target);
enum irc_done irc_to_service(
    struct irc *irc, struct str target, struct str words);

/*
 * commands.c leads each line of the client to the function of its command, and
 * each answer of the router to the function that takes it, by the rows of
 * commands.def. A line is processed in steps, because it may need more commands
 * to the router than there is room for at a time. A line of the router that is
 * no answer is an event. irc_command processes the next steps of a line,
 * without its LF, and returns true if the line is finished, and false if it
 * must be given again; irc_command_too_long reports a line that was too long
 * and has been dropped, and returns false if it must be called again. irc_hear
 * takes a line of the router; ask is the command that it answers, or null.
 */
bool irc_command(struct irc *irc, struct str text);
bool irc_command_too_long(struct irc *irc);
void irc_hear(struct irc *irc, const struct command *said,
    const struct ask *ask, enum relation relation);

/*
 * events.c shows the router's events in IRC, those of others and the client's
 * own. Nothing is kept, except between the lines of a message of several lines.
 * irc_event shows an event; if answers is set, it is the client's own and
 * answers its line. irc_event_to_itself shows a message again if the client has
 * sent it to itself, and irc_hear_message the answer to a message: the message
 * if the client has echo-message. irc_lines_go_on returns whether more lines of
 * a message of several lines are to come.
 */
void irc_event(struct irc *irc, const struct command *said, bool answers);
void irc_event_to_itself(struct irc *irc, const struct command *said);
void irc_hear_message(struct irc *irc, const struct command *said);
bool irc_lines_go_on(const struct irc *irc);

/*
 * letters.c (forkcast-protocol(7), MAILBOXES): letters for the client's account
 * are shown as messages; once they are written to it, the router deletes them.
 * A message that is kept for somebody who is not connected is echoed, and the
 * client is told as it is when somebody is away. irc_letters_hear takes a line
 * of the router if it belongs to letters, and returns whether so;
 * irc_letters_written notes that all that was shown is written to the client.
 */
bool irc_letters_hear(struct irc *irc, const struct command *said);
void irc_letters_written(struct irc *irc);

#endif
