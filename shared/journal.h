/*
 * Whether systemd's journal reads what is written: sd-daemon(3). Used by the
 * server's log and for the last words of every program.
 */
#ifndef SHARED_JOURNAL_H
#define SHARED_JOURNAL_H

#include <stdbool.h>

/*
 * Is the descriptor that of JOURNAL_STREAM? A process that was started by a
 * service inherits the variable, but may have other descriptors.
 */
bool journal_reads(int fd);

#endif
