namespace Pushway.LoadGenerator.Measuring;

/// <summary>One round of one or more broadcasts; times count from just before the first request was sent.</summary>
/// <param name="AcceptedMs">Until every publish was accepted.</param>
/// <param name="ReceivedMs">Until the last device had the last message and had sent its PUBACK.</param>
/// <param name="ConfirmedMs">Until the server said that every confirmation is recorded; in steps of about 5 ms.</param>
/// <param name="ReceivedPerSecond">Deliveries a second up to the last receipt.</param>
/// <param name="ConfirmedPerSecond">Deliveries a second up to the last recorded confirmation.</param>
/// <param name="P50Ms">Half of the deliveries had arrived by then.</param>
/// <param name="P99Ms">99 of 100 had.</param>
/// <param name="ServerCpuSeconds">CPU of the server process in the round, confirmations included.</param>
/// <param name="Repeated">Messages a device got again.</param>
internal sealed record RoundFigures(
    double AcceptedMs, double ReceivedMs, double? ConfirmedMs, double ReceivedPerSecond, double? ConfirmedPerSecond,
    double P50Ms, double P99Ms, double? ServerCpuSeconds, int Repeated);

/// <summary>The rounds of one kind, and what they come to.</summary>
internal sealed record RoundSeries(int Messages, IReadOnlyList<RoundFigures> Rounds)
{
    public Spread? ReceivedMs => Spread.Of(Rounds.Select(round => (double?)round.ReceivedMs));
    public Spread? ConfirmedMs => Spread.Of(Rounds.Select(round => round.ConfirmedMs));
    public Spread? ReceivedPerSecond => Spread.Of(Rounds.Select(round => (double?)round.ReceivedPerSecond));
    public Spread? ConfirmedPerSecond => Spread.Of(Rounds.Select(round => round.ConfirmedPerSecond));
    public Spread? AcceptedMs => Spread.Of(Rounds.Select(round => (double?)round.AcceptedMs));
    public Spread? P50Ms => Spread.Of(Rounds.Select(round => (double?)round.P50Ms));
    public Spread? P99Ms => Spread.Of(Rounds.Select(round => (double?)round.P99Ms));
    public Spread? ServerCpuSeconds => Spread.Of(Rounds.Select(round => round.ServerCpuSeconds));
}
