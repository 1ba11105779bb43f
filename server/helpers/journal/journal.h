/* The journal: the process that keeps the history. */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_H

#include "fork/child_args.h"

int journal_main(const struct child_args *given);

#endif
