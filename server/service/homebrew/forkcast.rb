# A formula for Homebrew: "brew install --formula ./forkcast.rb", beside the
# archive that make dist has written; its sum is in forkcast-0.2.spdx.
class Forkcast < Formula
  desc "Group chat in which a process of its own serves each client"
  homepage "https://example.org/forkcast"
  url "file://#{__dir__}/forkcast-0.2.tar.gz"
  sha256 "the sum in forkcast-0.2.spdx"
  license all_of: ["ISC", "Unicode-DFS-2016"]

  depends_on "make" => :build # GNU make 4

  def install
    system "gmake", "PREFIX=#{prefix}", "SYSCONFDIR=#{etc}", "install"
    rm_r [lib/"systemd", lib/"sysusers.d", share/"forkcast/directories"]
    etc.install "server/service/forkcastd.conf"
  end

  service do
    run opt_sbin/"forkcastd"
    keep_alive successful_exit: false
    error_log_path var/"log/forkcastd.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/forkcast -V")
  end
end
