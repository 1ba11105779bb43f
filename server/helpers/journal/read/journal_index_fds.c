/* The descriptors of indexes: see journal_index_fds.h. */
#include "helpers/journal/read/journal_index_fds.h"

#include <fcntl.h>

#include "helpers/journal/journal_disk.h"
#include "helpers/journal/journal_files.h"
#include "shared/io.h"

void
journal_index_fds_init(struct journal_index_fds *fds)
{
	for (size_t i = 0; i < COUNT(fds->open); i++)
		fds->open[i].fd = -1;
}

int
journal_index_fds_open(
    struct journal_index_fds *fds, int directory, uint64_t key)
{
	char name[JOURNAL_FILE_NAME];
	size_t i;

	for (i = 0; i < COUNT(fds->open); i++)
		if (fds->open[i].key == key)
			return fds->open[i].fd;
	i = fds->opened++ % COUNT(fds->open);
	io_close(&fds->open[i].fd);
	fds->open[i].key = 0;
	fds->open[i].fd = journal_disk_open(directory,
	    journal_file_name(key, JOURNAL_INDEX_ENDING, name), O_RDONLY);
	if (fds->open[i].fd != -1)
		fds->open[i].key = key;
	return fds->open[i].fd;
}

void
journal_index_fds_close(struct journal_index_fds *fds, uint64_t key)
{
	for (size_t i = 0; i < COUNT(fds->open); i++) {
		if (fds->open[i].key != key)
			continue;
		io_close(&fds->open[i].fd);
		fds->open[i].key = 0;
	}
}
