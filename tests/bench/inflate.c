/*
 * inflate: zlib's inflate and nothing else, to measure gzip input against.
 *
 *	inflate FILE.gz
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <zlib.h>

enum { IN = 64 * 1024, OUT = 256 * 1024 };

int
main(int argc, char **argv)
{
	static unsigned char in[IN], out[OUT];
	z_stream z = {0};
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1, rc = Z_OK;
	ssize_t n;

	/* 16: gzip framing; zlib checks length and CRC. */
	if (fd < 0 || inflateInit2(&z, 15 + 16) != Z_OK) {
		fputs("usage: inflate FILE.gz\n", stderr);
		return 2;
	}
	while (rc == Z_OK && (n = read(fd, in, sizeof(in))) > 0) {
		z.next_in = in;
		z.avail_in = (uInt)n;
		while (rc == Z_OK && z.avail_in > 0) {
			z.next_out = out;
			z.avail_out = sizeof(out);
			rc = inflate(&z, Z_NO_FLUSH);
		}
	}
	inflateEnd(&z);
	return rc != Z_STREAM_END;
}
