/*
 * The clients of a lecture on sockets: the date, echo over TCP, and echo over
 * UDP with a time-out and several tries. They know no protocol but bytes.
 *	java Clients DATE ECHO UDP
 * Each argument is HOST:PORT.
 */
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

public final class Clients {
	private static final String TEXT = "Echo this!";
	private static final int TRIES = 60;
	private static final int PATIENCE = 1000; /* ms */

	private Clients() { }

	/* Says nothing, and prints what comes until the server closes. */
	private static void date(String host, int port) throws IOException {
		try (Socket socket = new Socket(host, port);
		    BufferedReader in = new BufferedReader(
			new InputStreamReader(socket.getInputStream(),
			    StandardCharsets.US_ASCII))) {
			String line;
			while ((line = in.readLine()) != null)
				System.out.println("date: " + line);
		}
	}

	/* Sends a text without a line end, and waits for as many bytes. */
	private static void echo(String host, int port) throws IOException {
		byte[] text = TEXT.getBytes(StandardCharsets.US_ASCII);

		try (Socket socket = new Socket(host, port)) {
			InputStream in = socket.getInputStream();
			socket.getOutputStream().write(text);
			byte[] back = in.readNBytes(text.length);
			System.out.println("echo: "
			    + new String(back, StandardCharsets.US_ASCII));
		}
	}

	/* Sends a datagram again until it comes back in time. */
	private static void udp(String host, int port) throws IOException {
		byte[] text = TEXT.getBytes(StandardCharsets.US_ASCII);
		DatagramPacket packet = new DatagramPacket(text, text.length,
		    InetAddress.getByName(host), port);
		DatagramPacket back = new DatagramPacket(new byte[512], 512);

		try (DatagramSocket socket = new DatagramSocket()) {
			socket.setSoTimeout(PATIENCE);
			for (int i = 0; i < TRIES; i++) {
				socket.send(packet);
				try {
					socket.receive(back);
					System.out.println("udp: " + new String(
					    back.getData(), 0, back.getLength(),
					    StandardCharsets.US_ASCII));
					return;
				} catch (SocketTimeoutException e) {
					continue; /* lost, perhaps */
				}
			}
			System.out.println("udp: no answer");
		}
	}

	private static String hostOf(String address) {
		return address.substring(0, address.lastIndexOf(':'));
	}

	private static int portOf(String address) {
		return Integer.parseInt(
		    address.substring(address.lastIndexOf(':') + 1));
	}

	public static void main(String[] args) throws IOException {
		date(hostOf(args[0]), portOf(args[0]));
		echo(hostOf(args[1]), portOf(args[1]));
		udp(hostOf(args[2]), portOf(args[2]));
	}
}
