/*
 * The parent's side of the journal: the directory of its files, and keeping it
 * alive. The parent makes the directory "history" in that of state, and never
 * touches what is in it.
 */
#ifndef SERVER_ACCEPT_JOURNAL_SUPERVISOR_H
#define SERVER_ACCEPT_JOURNAL_SUPERVISOR_H

#include "accept/helper.h"

extern const struct helper_ops journal_supervisor;

#endif
