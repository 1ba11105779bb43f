/* Shared by the modules of the window that read logs. */
#ifndef CLIENT_WINDOW_WINDOW_LOG_H
#define CLIENT_WINDOW_WINDOW_LOG_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"
#include "views/logs.h"
#include "views/logs_text.h"

struct chat;
struct chat_options;

/* How far ahead of ours a server's clock may be. */
#define WINDOW_LOG_AHEAD (24 * 60 * 60 * SEC)

/*
 * Returns whether a person has said what the record holds: no name begins with
 * "-" or "!".
 */
bool window_log_said(const struct logs_record *record);

/*
 * Renders the text of a record as that of the past: harmless, and with a name
 * at the front isolated. The caller drops it from the chat's line.
 */
struct str window_log_render(
    struct chat *chat, const struct logs_record *record);

/*
 * Returns whether all in the directory is from the chat's server. One that was
 * chosen may also have the logs of other addresses, which were given by -s.
 */
bool window_log_is_own(const struct chat *chat);

/*
 * Writes the directory for the logs of a server with these options into path,
 * whether or not it is there; empty if nothing is logged.
 */
void window_log_dir(const struct chat_options *options, char path[LOGS_DIR]);

#endif
