/*
 * The EXAMPLES of forkcastd.conf(5) and the configuration that is installed as
 * an example are right. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/examples.h"
#include "tests/lib/scratch.h"

#define PAGE "man/forkcastd.conf.5"
#define INSTALLED "server/service/forkcastd.conf"

/* Does the server find nothing wrong with the file? */
static bool
is_right(const char *path)
{
	struct server *server = server_spawn(&(struct setup) {
	    .args = { "-t", "-f", path }, .args_alone = true });
	const int status = server_status(server);

	if (status != 0)
		tap_note("%s", server_log(server));
	return status == 0;
}

int
main(void)
{
	static struct example examples[4];
	const size_t count = examples_read(PAGE, examples, COUNT(examples));
	char path[SCRATCH_PATH];

	for (size_t i = 0; i < count; i++) {
		scratch_path(path, "conf");
		scratch_write(path, examples[i].script);
		TAP_OK(is_right(path), "%.*s",
		    (int)strcspn(examples[i].title, "\n"), examples[i].title);
	}
	TAP_OK(count > 0, "%zu examples", count);
	TAP_OK(is_right(INSTALLED), INSTALLED);
	return tap_done();
}
