/*
 * The journal: the process that keeps the history. In place of a socket it is
 * given its directory, which it locks. When it has read what is there it says
 *
 *	ready LASTID
 *
 * and from then on, for the records that it gets ("log ...", journal_record.h),
 *
 *	stored ID	all records up to that ID are as safe as is demanded
 *	failing TEXT	it cannot write; without TEXT it can again
 *	warn TEXT	a line for the log
 *	delayed SECONDS	nothing expires for so long; 0: it does again
 *
 * It ignores records up to LASTID, so that a new journal can be sent again all
 * that has not been stored. It answers requests for the past (journal_reader.h)
 * when there is nothing to write.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_H

#include "fork/child_args.h"

int journal_main(const struct child_args *given);

#endif
