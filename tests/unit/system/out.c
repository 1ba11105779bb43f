/* client/system/out: a terminal that takes byte after byte takes all at once.
 */
#include "client/system/out.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "shared/io.h"
#include "tests/lib/must.h"

int
main(void)
{
	static struct out out;
	char screen[1000], read[sizeof(screen)];
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	size_t shown = 0;

	MUST(master != -1 && grantpt(master) == 0 && unlockpt(master) == 0 &&
		(slave = open(ptsname(master), O_RDWR | O_NOCTTY)) != -1,
	    "a terminal");
	memset(screen, 'x', sizeof(screen));
	out_init(&out, slave);
	TAP_OK(out.most == OUT_SIZE, "one that can be opened again");
	out.most = 1; /* as if it were another user's */
	out_put(&out, (struct str) { screen, sizeof(screen) });
	TAP_OK(out_write(&out) && buf_len(&out.waiting) == 0,
	    "a screen is no loop for each byte");
	while (shown < sizeof(screen)) {
		const ssize_t count = io_read(master, read, sizeof(read));
		MUST(count > 0, "the terminal's other side");
		shown += (size_t)count;
	}
	TAP_OK(shown == sizeof(screen), "all of it");
	io_close(&slave);
	io_close(&master);
	return tap_done();
}
