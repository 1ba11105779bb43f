/*
 * The journal: the process that keeps the history, tables and boxes in files
 * (forkcast-history(5)). In place of a socket it is given the directory of the
 * state, which the server has locked, and in which it makes "history",
 * "tables", "boxes" and "read". Then it says
 *
 *	ready LASTID	the greatest ID of a record in the files
 *
 * It takes lines "log ..." (journal_log.h) and answers questions "ask ..."
 * (journal_ask.h), which see all that was said before them. It says
 *
 *	stored LINES	so many more lines are as safe as is demanded
 *	failing TEXT	it cannot write, and tries again
 *	warn TEXT	a line for the log
 *
 * While it cannot write, it answers questions, and lines are lost. When it can
 * again, or if a sync has failed, or somebody else has replaced a file, it ends
 * with EXITS_IO: the next one is sent all that was not stored.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_H

#include "process/fork/child.h"

int journal_main(const struct child_args *given);

#endif
