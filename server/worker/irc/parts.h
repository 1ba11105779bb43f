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

#endif
