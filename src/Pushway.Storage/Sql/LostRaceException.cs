namespace Pushway.Storage.Sql;

/// <summary>Another transaction took a key between our look and our write: run the work again, it will see that
/// one's.</summary>
internal sealed class LostRaceException(string what) : Exception($"Another transaction was first: {what}.");
