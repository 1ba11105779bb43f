/*
 * The descriptors of indexes on disk that stay open: those that were used last.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEX_FDS_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_INDEX_FDS_H

#include <stdint.h>

#define JOURNAL_INDEX_FDS 4

/* The ending of their names: journal_file_name. */
#define JOURNAL_INDEX_ENDING ".index"

struct journal_index_fds {
	struct {
		uint64_t key; /* 0: none */
		int fd;
	} open[JOURNAL_INDEX_FDS];
	unsigned opened; /* so far */
};

void journal_index_fds_init(struct journal_index_fds *fds);

/*
 * Returns a descriptor of a file's index, to read it, valid until the next one
 * is opened; -1 with errno.
 */
int journal_index_fds_open(
    struct journal_index_fds *fds, int directory, uint64_t key);

/* Closes the index of a file, if it is open. */
void journal_index_fds_close(struct journal_index_fds *fds, uint64_t key);

#endif
