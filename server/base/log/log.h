/*
 * The log: one line for each event, on standard error or to syslog. It never
 * blocks: a line that cannot be written now is counted as lost, and the count
 * is logged later. Lines are built in the arena, since they contain names.
 * forkcastd(8), DIAGNOSTICS, has those that ask for something. For the parent
 * only.
 */
#ifndef SERVER_BASE_LOG_LOG_H
#define SERVER_BASE_LOG_LOG_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/str.h"

/* The severities of syslog(3) that the server uses. */
enum log_level { LEVEL_ERR = 3, LEVEL_WARNING, LEVEL_NOTICE, LEVEL_INFO };

enum log_time { LOG_TIME_AUTO, LOG_TIME_YES, LOG_TIME_NO };

/* Applies the configuration, at start and at each reload. */
void log_configure(enum log_time when);

/*
 * Logs to syslog from now on, which is connected to anew when it has been
 * restarted. False with errno if there is no syslog.
 */
bool log_to_syslog(void);

/*
 * Turns the log off, in a process that only rehearses a takeover: another
 * process reports its result.
 */
void log_mute(void);

/*
 * Logs one line: a form, which is a constant, and the strings or numbers that
 * replace the places in it. A place is "{}", or "{WHAT}" where a word helps
 * whoever reads it. LOG is for ordinary events, LOG_AT for more severe ones.
 */
void log_line(enum log_level level, const struct str *pieces, size_t count);
#define LOG_AT(level, ...) log_line(level, STRS(__VA_ARGS__))
#define LOG(...) LOG_AT(LEVEL_INFO, __VA_ARGS__)

/*
 * Build a line in steps. log_begin returns its buffer; the caller leaves out
 * what does not fit. Only one line can be built at a time.
 */
struct buf *log_begin(enum log_level level);
void log_end(void);

#endif
