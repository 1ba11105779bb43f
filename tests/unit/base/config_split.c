/* server/base/config_marks: how the elements of listen are split. */
#include "server/base/config_marks.h"

#include "tests/lib/filler.h"
#include "tests/lib/tap.h"

int
main(void)
{
	static const struct {
		const char *value, *address;
		bool proxy, secure;
	} splits[] = {
		{ "1234", "1234", false, false },
		{ "1234 proxy", "1234", true, false },
		{ "1234 secure", "1234", false, true },
		{ "1234 secure proxy", "1234", true, true },
		{ "1234 proxy\tsecure", "1234", true, true },
		{ "/tmp/proxy proxy", "/tmp/proxy", true, false },
		{ "/tmp/a proxy proxy", "/tmp/a proxy", true, false },
		{ "[::1]:1\t  proxy", "[::1]:1", true, false },
		{ "/tmp/a b", "/tmp/a b", false, false },
		{ "/tmp/a b proxy", "/tmp/a b", true, false },
		{ "/tmp/proxy", "/tmp/proxy", false, false },
		{ "proxy", "proxy", false, false },
		{ "secure", "secure", false, false },
	};
	char address[ADDR_TEXT];
	struct config_marks marks;

	for (size_t i = 0; i < COUNT(splits); i++) {
		TAP_OK(config_split_listen(splits[i].value, address, &marks) &&
			marks.proxy == splits[i].proxy &&
			marks.secure == splits[i].secure,
		    "%s is split", splits[i].value);
		TAP_STR(str_from(address), str_from(splits[i].address),
		    "the address");
	}
	TAP_OK(!config_split_listen(filler(ADDR_TEXT), address, &marks),
	    "one that is too long is not");
	return tap_done();
}
